"""A server of the official mcp package for our tests: mcp_http_server.py http|legacy|sse|weather|stdio [port]

`legacy` refuses the stateless revision as servers did that were written before it; `sse` is the
transport of 2024-11-05; `weather` has one tool only, simple enough for the smallest model. It ends when its standard input does.
"""
import asyncio, os, sys, threading
from mcp.server.mcpserver import Context, Image, MCPServer
from mcp.types import Completion
from mcp.server.mcpserver.exceptions import ToolError

server = MCPServer("llmterm-peer", version="1.0", log_level="ERROR")

@server.tool()
def echo(text: str) -> str:
    """Give the text back."""
    return text

@server.tool()
def add(first: int, second: int) -> dict[str, int]:
    """Add two numbers."""
    return {"sum": first + second}

@server.tool()
def fail(reason: str) -> str:
    """Fail."""
    raise ToolError(reason)

@server.tool()
async def count(to: int, ctx: Context) -> str:
    """Count with progress."""
    for number in range(1, to + 1):
        await ctx.report_progress(number, to, "counting")
        await asyncio.sleep(0.15)
    return f"counted to {to}"

cancelled = 0

@server.tool()
async def wait(ctx: Context) -> str:
    """Wait for ever."""
    global cancelled
    await ctx.report_progress(1, None, "waiting")
    try:
        await asyncio.sleep(600)
    except BaseException:
        cancelled += 1
        raise
    return "waited"

@server.tool()
def cancellations() -> int:
    """How many calls of wait were cancelled."""
    return cancelled

@server.tool()
def picture() -> Image:
    """Give a picture."""
    return Image(data=b"\x89PNG\r\n\x1a\nrest", format="png")

@server.tool()
async def grow(ctx: Context) -> str:
    """Get another tool."""
    server.add_tool(lambda: "new", name="grown", description="Was not there before.")
    await ctx.notify_tools_changed()
    try:
        await ctx.session.send_tool_list_changed()
    except Exception:
        pass
    return "grown"

@server.prompt()
def review(language: str) -> str:
    """Review code."""
    return f"Review this {language} code."

@server.completion()
async def complete(ref, argument, context):
    """Languages that begin so."""
    names = [name for name in ("Swift", "Scala", "Rust") if name.startswith(argument.value)]
    return Completion(values=names)

@server.resource("note://today", mime_type="text/plain")
def today() -> str:
    """Today's note."""
    return "Grüße 🧪"

weather = MCPServer("llmterm-weather", version="1.0", log_level="ERROR")

@weather.tool()
def get_weather(city: str) -> str:
    """Get the current weather of a city."""
    return f"{city}: 12.5 degrees"

class OldServer:
    """Answers the stateless revision as servers of its predecessors do."""
    def __init__(self, app): self.app = app
    async def __call__(self, scope, receive, send):
        head = dict(scope.get("headers") or [])
        if head.get(b"mcp-protocol-version") != b"2026-07-28":
            return await self.app(scope, receive, send)
        body = b'{"jsonrpc":"2.0","id":"server-error","error":{"code":-32600,"message":"Bad Request: Missing session ID"}}'
        await send({"type": "http.response.start", "status": 400, "headers": [(b"content-type", b"application/json")]})
        await send({"type": "http.response.body", "body": body})

def end_with_input():
    while os.read(0, 1024): pass
    os._exit(0)

if __name__ == "__main__":
    mode = sys.argv[1]
    if mode == "stdio":
        server.run("stdio")
    else:
        import uvicorn
        threading.Thread(target=end_with_input, daemon=True).start()
        if mode == "weather": server = weather
        app = server.sse_app() if mode == "sse" else server.streamable_http_app()
        if mode == "legacy": app = OldServer(app)
        uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="error")
