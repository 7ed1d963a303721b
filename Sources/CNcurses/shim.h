// Small typed inlines over ncursesw: each exists because Swift cannot use the C original
// (a macro, a variadic function, or a global that Swift 6 calls unsafe shared state).
#define _GNU_SOURCE 1
#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#include <locale.h>
#include <ncurses.h>
#include <stdio.h>
#include <term.h>
#include <wchar.h>
#undef lines
#undef columns

static inline WINDOW *nc_stdscr(void) { return stdscr; }
static inline int nc_colors(void) { return COLORS; }
static inline int nc_color_pairs(void) { return COLOR_PAIRS; }
// newterm answers NULL for an unknown TERM where initscr would end the program.
// stdin is a global that Swift 6 refuses; ncurses never reads from it here.
static inline SCREEN *nc_newterm(const char *type, FILE *output) {
  return newterm(type, output, stdin);
}
// tigetstr answers (char *)-1 for a name that is no string capability.
static inline const char *nc_capability(const char *name) {
  const char *text = tigetstr((char *)name);
  return text == (const char *)-1 ? NULL : text;
}
static const attr_t NC_BOLD = A_BOLD, NC_DIM = A_DIM, NC_ITALIC = A_ITALIC,
                    NC_REVERSE = A_REVERSE, NC_UNDERLINE = A_UNDERLINE, NC_NORMAL = A_NORMAL;
// The short pair argument cannot hold pairs above 255: the extended pair goes through opts.
static inline int nc_attr_set(WINDOW *w, attr_t a, int pair) {
  return wattr_set(w, a, (short)pair, &pair);
}
