/// What LaTeX's commands stand for.
enum FormulaSymbols {
  static let symbols: [String: String] = table(
    """
    alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι
    kappa κ lambda λ mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ
    phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ
    Upsilon Υ Phi Φ Psi Ψ Omega Ω
    times × div ÷ pm ± mp ∓ cdot · ast ∗ star ⋆ circ ∘ bullet • oplus ⊕ ominus ⊖ otimes ⊗ odot ⊙
    cup ∪ cap ∩ setminus ∖ sqcup ⊔ sqcap ⊓ vee ∨ lor ∨ wedge ∧ land ∧ neg ¬ lnot ¬
    leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ approx ≈ equiv ≡ sim ∼ simeq ≃ cong ≅ propto ∝ ll ≪ gg ≫
    prec ≺ succ ≻ preceq ≼ succeq ≽ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ in ∈ notin ∉ ni ∋
    mid ∣ parallel ∥ perp ⊥ vdash ⊢ models ⊨ asymp ≍ doteq ≐
    sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂
    infty ∞ partial ∂ nabla ∇ forall ∀ exists ∃ nexists ∄ emptyset ∅ varnothing ∅ aleph ℵ hbar ℏ
    ell ℓ Re ℜ Im ℑ wp ℘ angle ∠ triangle △ square □ blacksquare ■ qed ∎ degree ° prime ′
    therefore ∴ because ∵ dots … ldots … cdots ⋯ vdots ⋮ ddots ⋱ colon : dag † ddag ‡ S § P ¶
    to → rightarrow → leftarrow ← gets ← uparrow ↑ downarrow ↓ leftrightarrow ↔ mapsto ↦
    Rightarrow ⇒ implies ⇒ Leftarrow ⇐ impliedby ⇐ Leftrightarrow ⇔ iff ⇔ longrightarrow ⟶
    longleftarrow ⟵ Longrightarrow ⟹ longmapsto ⟼ hookrightarrow ↪ rightharpoonup ⇀ nearrow ↗
    searrow ↘ leadsto ⇝ rightleftharpoons ⇌ xrightarrow → xleftarrow ←
    langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ lbrace { rbrace } lvert | rvert | vert |
    lVert ‖ rVert ‖ Vert ‖ lbrack [ rbrack ] backslash \\ top ⊤ bot ⊥ complement ∁ diamond ⋄
    pounds £ euro € yen ¥ copyright © checkmark ✓ heartsuit ♥ spadesuit ♠ clubsuit ♣
    diamondsuit ♦ sharp ♯ flat ♭ natural ♮
    """)

  /// Names that are written as they are.
  static let functions = Set(
    """
    sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth log ln lg exp lim limsup
    liminf max min sup inf det dim ker deg gcd arg hom Pr mod bmod
    """.split { $0 == " " || $0 == "\n" }.map(String.init))

  /// What stands between two sides.
  static func isRelation(_ symbol: String) -> Bool { relations.contains(symbol) }

  private static let relations = Set(
    "≤ ≥ ≠ ≈ ≡ ∼ ≃ ≅ ∝ ≪ ≫ ⊂ ⊃ ⊆ ⊇ ∈ ∉ → ← ⇒ ⇐ ⇔ ↦ × ÷ ± ∪ ∩ ∧ ∨ ⊕ ⊗ ⟶ ⟹ ⊢ ⊨ ⇌"
      .split(separator: " ").map(String.init))

  static let fractions = [
    "1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾", "1/5": "⅕", "1/6": "⅙", "1/8": "⅛",
  ]

  static let accents = [
    "hat": "\u{302}", "widehat": "\u{302}", "bar": "\u{304}", "overline": "\u{304}",
    "dot": "\u{307}", "ddot": "\u{308}", "tilde": "\u{303}", "widetilde": "\u{303}",
    "underline": "\u{332}",
  ]

  static let doubled: [Character: String] = [
    "N": "ℕ", "Z": "ℤ", "Q": "ℚ", "R": "ℝ", "C": "ℂ", "P": "ℙ", "H": "ℍ", "E": "𝔼", "F": "𝔽",
    "1": "𝟙",
  ]

  /// A text above or below the line, in the small letters of Unicode where it has them all.
  static func raised(_ text: String, isSuper: Bool) -> String {
    guard !text.isEmpty else { return "" }
    let table = isSuper ? superscripts : subscripts
    var small = ""
    for character in text where character != " " {
      guard let letter = table[character] else {
        let isOne = text.count == 1
        return (isSuper ? "^" : "_") + (isOne ? text : "(\(text))")
      }
      small.append(letter)
    }
    return small
  }

  private static let superscripts = pairs(
    "0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺−⁻-⁻=⁼(⁽)⁾nⁿiⁱaᵃbᵇcᶜdᵈeᵉfᶠgᵍhʰjʲkᵏlˡmᵐoᵒpᵖrʳsˢtᵗuᵘvᵛwʷxˣyʸzᶻTᵀ′′∗*∘°")
  private static let subscripts = pairs(
    "0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊−₋-₋=₌(₍)₎aₐeₑhₕiᵢjⱼkₖlₗmₘnₙoₒpₚrᵣsₛtₜuᵤvᵥxₓβᵦγᵧρᵨφᵩχᵪ")

  private static func pairs(_ text: String) -> [Character: Character] {
    let characters = Array(text)
    var pairs: [Character: Character] = [:]
    for place in stride(from: 0, to: characters.count - 1, by: 2) {
      pairs[characters[place]] = characters[place + 1]
    }
    return pairs
  }

  private static func table(_ text: String) -> [String: String] {
    let words = text.split { $0 == " " || $0 == "\n" }
    var table: [String: String] = [:]
    for place in stride(from: 0, to: words.count - 1, by: 2) {
      table[String(words[place])] = String(words[place + 1])
    }
    return table
  }
}
