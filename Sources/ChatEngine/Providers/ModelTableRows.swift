// Written by scripts/generate-models.py from models.json of 2026-11-23.
// US dollars per million tokens. Do not edit.

extension ModelTable {
  /// Fields: scripts/generate-models.py.
  static let rows = """
    # openai
    gpt-6.2-astra 1050000 922000 128000 8 40 0.4 - 272000:16/60/0.8 VTSR no -
    gpt-6.2-sol 1050000 922000 128000 2 10 - - 272000:4/15/- VTSR no -
    gpt-6.1-sol 1050000 922000 128000 2 10 0.1 2.5 272000:4/15/0.2 VTSR effort-none-only -
    gpt-6.1-terra 1050000 922000 128000 1 5 0.05 1.25 272000:2/7.5/0.1 VTSR effort-none-only -
    gpt-6-astra 1050000 922000 128000 10 50 1 12.5 272000:20/75/2 VTSR effort-none-only -
    gpt-6-sol 1050000 922000 128000 2 10 0.2 2.5 272000:4/15/0.4 VTSR effort-none-only -
    gpt-6-luna 1050000 922000 128000 0.1 0.5 0.01 0.125 272000:0.2/0.75/0.02 VTSR effort-none-only -
    gpt-5.6-sol 1050000 922000 128000 4 20 0.4 5 272000:8/30/0.8 VTSR effort-none-only -
    gpt-5.6-terra 1050000 922000 128000 2 12 0.2 2.5 272000:4/18/0.4 VTSR effort-none-only -
    gpt-5.6-luna 1050000 922000 128000 0.2 1.2 0.02 0.25 272000:0.4/1.8/0.04 VTSR effort-none-only -
    gpt-5.5 1050000 = 128000 5 30 0.5 - 272000:10/45/1 VTSR effort-none-only -
    gpt-5.4 1050000 = 128000 2.5 15 0.25 - 272000:5/22.5/0.5 VTSR effort-none-only -
    gpt-5.4-mini 400000 272000 128000 0.75 4.5 0.075 - - VTSR effort-none-only -
    gpt-5.4-nano 400000 272000 128000 0.2 1.25 0.02 - - VTSR effort-none-only 2027-04-01
    gpt-5.3-codex 400000 272000 128000 1.75 14 0.175 - - VTSR effort-none-only 2027-04-01
    gpt-5.2 400000 272000 128000 1.75 14 0.175 - - VTSR effort-none-only -
    gpt-5.1 400000 272000 128000 1.25 10 0.125 - - VTSR effort-none-only 2027-04-01
    gpt-5 400000 272000 128000 1.25 10 0.125 - - VTSR no 2026-12-11
    gpt-5-mini 400000 272000 128000 0.25 2 0.025 - - VTSR no 2026-12-11
    o3 200000 = 100000 2 8 0.5 - - VTSR no 2026-12-11
    gpt-4.1 1047576 = 32768 2 8 0.5 - - VTSr yes 2027-01-14
    gpt-4.1-mini 1047576 = 32768 0.4 1.6 0.1 - - VTSr yes 2027-01-14
    gpt-4o 128000 = 16384 2.5 10 1.25 - - VTSr yes 2027-01-14
    gpt-4o-mini 128000 = 16384 0.15 0.6 0.075 - - VTSr yes 2027-01-14
    # anthropic
    claude-fable-5-2 1000000 = 128000 8 40 0.2 10 - VTSR no -
    claude-fable-5-1 1000000 = 128000 10 50 0.25 12.5 - VTSR no -
    claude-opus-5-5 1000000 = 128000 4 20 0.2 5 - VTSR no -
    claude-sonnet-5-5 1000000 = 128000 2 10 0.1 2.5 - VTSR no -
    claude-opus-5 1000000 = 128000 5 25 0.5 6.25 - VTSR no -
    claude-sonnet-5 1000000 = 128000 2 10 0.2 2.5 - VTSR no -
    claude-opus-4-8 1000000 = 128000 5 25 0.5 6.25 - VTSR no -
    claude-opus-4-7 1000000 = 128000 5 25 0.5 6.25 - VTSR no -
    claude-haiku-5-5 1000000 = 128000 0.1 0.5 0.01 0.125 100000:0.5/2.5/0.05 VTSR no -
    claude-opus-4-6 1000000 = 128000 5 25 0.5 6.25 - VTSR yes-with-2023-06-01 -
    claude-sonnet-4-6 1000000 = 128000 3 15 0.3 3.75 - VTSR yes-with-2023-06-01 -
    claude-opus-4-5 200000 = 64000 5 25 0.5 6.25 - VTSR yes-with-2023-06-01 -
    claude-sonnet-4-5 200000 = 64000 3 15 0.3 3.75 - VTSR yes-with-2023-06-01 2026-11-30
    claude-haiku-4-5 200000 = 64000 1 5 0.1 1.25 - VTSR yes-with-2023-06-01 -
    claude-mythos-5-1 1000000 = 128000 10 50 0.25 12.5 - VTSR no -
    # gemini
    gemini-4-neon 1048576 = 65536 3 15 - - - VTSR ignored -
    gemini-4-carbon 1048576 = 65536 2 10 0.1 - - VTSR ignored -
    gemini-4-hydrogen 1048576 = 65536 1.5 7.5 0.075 - - VTSR ignored -
    gemini-4-argon 1048576 = 65536 2 10 0.1 - - VTSR ignored -
    gemini-3.8-flash 1048576 = 65536 0.75 3.75 0.075 - - VTSR discouraged -
    gemini-3.7-flash 1048576 = 65536 0.75 3.75 0.075 - - VTSR discouraged -
    gemini-3.5-flash 1048576 = 65536 1.5 9 0.15 - - VTSR discouraged -
    gemini-3.5-flash-lite 1048576 = 65536 0.3 2.5 0.03 - - VTSR discouraged -
    gemini-3.1-pro-preview 1048576 = 65536 2 12 0.2 - 200000:4/18/0.4 VTSR discouraged -
    gemini-3.1-flash-lite 1048576 = 65536 0.25 1.5 0.025 - - VTSR discouraged 2027-05-07
    gemini-2.5-pro 1048576 = 65536 1.25 10 0.125 - 200000:2.5/15/0.25 VTSR yes -
    gemini-2.5-flash 1048576 = 65536 0.3 2.5 0.03 - - VTSR yes -
    gemini-2.5-flash-lite 1048576 = 65536 0.1 0.4 0.01 - - VTSR yes -
    # deepseek
    deepseek-v4-pro 1000000 = 393216 1.32 3.96 0.044 - - vTSR ignored-while-thinking -
    deepseek-v4-flash 1000000 = 393216 0.3 1.2 0.006 - - VTSR ignored-while-thinking -
    # mistral
    mistral-large-4 1048576 = 1048576 1.36 4.18 0.14 - - VTSR yes -
    mistral-large-2512 262144 = 262144 0.5 1.5 0.05 - - VTSr yes -
    mistral-medium-3-5 262144 = 262144 1.5 7.5 0.15 - - VTSR yes -
    mistral-small-2603 262144 = 262144 0.15 0.6 0.015 - - VTSR yes -
    magistral-medium-latest 262144 = 262144 1.5 7.5 0.15 - - VTSR yes -
    codestral-2508 128000 = 128000 0.3 0.9 0.03 - - vTSr yes -
    devstral-medium-latest 256000 = 256000 0.4 2 0.04 - - vTSR yes -
    ministral-8b-2512 262144 = 262144 0.15 0.15 0.015 - - VTSr yes -
    # xai
    grok-4.7 500000 = 500000 2 6 0.5 - 200000:4/12/1 VTSR yes -
    grok-4.6 500000 = 500000 2 6 0.5 - 200000:4/12/1 VTSR yes -
    grok-4.3 1000000 = 1000000 1.25 2.5 0.2 - 200000:2.5/5/0.4 VTSR yes -
    grok-4.20-0309-non-reasoning 1000000 = 1000000 1.25 2.5 0.2 - 200000:2.5/5/0.4 VTSr yes -
    grok-build-0.1 256000 = 256000 1 2 0.2 - 200000:2/4/0.4 VTSR yes -
    # groq
    openai/gpt-oss-120b 131072 = 65536 0.15 0.6 0.075 - - vTSR yes -
    openai/gpt-oss-20b 131072 = 65536 0.075 0.3 0.0375 - - vTSR yes -
    qwen/qwen3.8-27b 131072 = 16384 0.8 4 - - - VTSR yes -
    # zai
    glm-5.3 1000000 = 128000 1.4 4.4 0.26 - - vTSR yes -
    glm-5.3-flash 1048576 = 128000 0.15 0.5 0.03 - - VTSR yes -
    # moonshot
    kimi-k3.1-pro 1048576 = 1048576 2 10 0.2 2 - VTSR yes -
    kimi-k3 1048576 = 1048576 3 15 0.3 3 - VTSR yes -
    # dashscope
    qwen3.8-max 991808 = 131072 2 6 0.25 - - VTSR yes -
    qwen3.8-flash 991808 = 131072 0.15 0.47 0.016 0.2 - VTSR yes -
    """
}
