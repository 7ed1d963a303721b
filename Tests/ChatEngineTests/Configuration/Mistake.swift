import Testing

/// A configuration with one mistake, and what is said of it after the file's name.
struct Mistake: CustomTestStringConvertible, Sendable {
  var text: String
  var sentence: String

  init(_ text: String, _ sentence: String) {
    self.text = text
    self.sentence = sentence
  }

  var testDescription: String { text }

  static let all = form + providers + keys + routes + others

  private static let form = [
    Mistake("{\"ui\": }", "1:8: this is not JSON with comments: a value was expected."),
    Mistake("[]", "1:1: the file must be an object, not an empty list."),
    Mistake(
      "{\"system\": \"a\", \"system\": \"b\"}",
      "1:17: the key \"system\" stands here a second time."),
    Mistake(
      "{\"system\": \"é\", \"x\": 1}",
      "1:17: unknown key \"x\". Known are: default, providers, routes, parameters, system, roles, "
        + "budget, cache, redis, metrics, log, tools, mcp, ui, titles, $schema."),
  ]

  private static func provider(_ members: String) -> String {
    "{\"providers\": {\"p\": \(members)}}"
  }

  private static let providers = [
    Mistake(
      provider("{\"preset\": \"openai\", \"limits\": {\"concurrent\": 0}}"),
      "1:67: providers.p.limits.concurrent must be a whole number, 1 or more, not the number 0."),
    Mistake(
      provider("{\"preset\": \"openai\", \"limits\": {\"burst\": 5}}"),
      "1:62: providers.p.limits.burst needs \"requests_per_minute\" beside it: it says how many of "
        + "those may go out at once."),
    Mistake(
      provider("{\"preset\": \"openai\", \"limits\": {\"requests\": 5}}"),
      "1:53: unknown key \"requests\" in providers.p.limits. Known are: requests_per_minute, "
        + "tokens_per_minute, concurrent, burst."),
    Mistake(
      "{\"providers\": {\"antropic\": {}}}",
      "1:16: providers.antropic is no preset, so it needs \"dialect\" and \"base_url\", or a "
        + "\"preset\". Did you mean \"anthropic\"?"),
    Mistake(
      "{\"providers\": {\"azure\": {}}}",
      "1:16: providers.azure needs \"base_url\": every account at Azure OpenAI has its own."),
    Mistake(
      provider("{\"base_url\": \"https://host\"}"),
      "1:16: providers.p needs \"dialect\", such as \"openai-chat\"."),
    Mistake(
      provider("{\"dialect\": \"gemini\"}"),
      "1:16: providers.p needs \"base_url\", such as \"https://host/v1\"."),
    Mistake(
      "{\"providers\": {\"openai\": {\"dialect\": \"anthropic\"}}}",
      "1:16: providers.openai needs \"base_url\", such as \"https://host/v1\"."),
    Mistake(
      "{\"providers\": {\"a/b\": {}}}",
      "1:16: a provider's name must have letters, digits, \"-\", \"_\" and \".\" only, for it "
        + "stands before the slash of a target; \"a/b\" has others."),
    Mistake(
      provider("{\"dialect\": \"ollama\"}"),
      "1:16: providers.p needs \"base_url\", such as \"https://host/v1\"."),
    Mistake(
      provider("{\"dialect\": \"antropic\"}"),
      "1:33: providers.p.dialect must be one of \"openai-chat\", \"openai-responses\", \"anthropic\", "
        + "\"gemini\", \"gemini-grpc\", \"ollama\", not \"antropic\". Did you mean \"anthropic\"?"),
    Mistake(
      provider("{\"preset\": \"opnai\"}"),
      "1:32: providers.p.preset must be one of "
        + "\"anthropic\", \"openai\", \"gemini\", \"mistral\", \"deepseek\", \"xai\", \"moonshot\", "
        + "\"zai\", \"dashscope\", \"perplexity\", \"openrouter\", \"groq\", \"cerebras\", "
        + "\"together\", \"fireworks\", \"azure\", \"ollama\", \"llamacpp\", \"lmstudio\", "
        + "\"vllm\", not \"opnai\". Did you mean \"openai\"?"),
    Mistake(
      provider("{\"dialect\": \"openai-chat\", \"base_url\": \"host/v1\"}"),
      "1:60: providers.p.base_url must be a URL such as \"https://host/v1\" or "
        + "\"http://127.0.0.1:8080/v1\"."),
    Mistake(
      provider("{\"dialect\": \"openai-chat\", \"base_url\": \"http://192.168.1.2/v1\"}"),
      "1:60: providers.p.base_url must begin with https://, as keys and prompts would go "
        + "unencrypted to another machine. To have that, add \"allow_insecure_http\": true."),
    Mistake(
      provider("{\"dialect\": \"openai-chat\", \"base_url\": \"https://me:hunter2@host\"}"),
      "1:60: providers.p.base_url must not hold a name or password: give them as \"key\"."),
    Mistake(
      "{\"providers\": {\"openai\": {\"models\": [{\"context\": 1}]}}}",
      "1:38: providers.openai.models[0] needs \"id\", the name under which the server knows it."),
    Mistake(
      "{\"providers\": {\"openai\": {\"models\": [{\"id\": \"\"}]}}}",
      "1:45: providers.openai.models[0].id must be the name under which the server knows it, not "
        + "\"\"."),
    Mistake(
      "{\"providers\": {\"openai\": {\"models\": [\"\"]}}}",
      "1:38: providers.openai.models[0] must be the name under which the server knows it, not "
        + "\"\"."),
    Mistake(
      "{\"providers\": {\"openai\": {\"models\": [\"m\", {\"id\": \"m\"}]}}}",
      "1:43: providers.openai.models[1] names \"m\" a second time."),
    Mistake(
      "{\"providers\": {\"openai\": {\"headers\": {\"A\": \"b\\nC: d\"}}}}",
      "1:39: providers.openai.headers.A is no header that can be sent."),
  ]

  private static let forms =
    "{\"env\": \"NAME\"}, {\"command\": [\"PROGRAM\", …]}, {\"file\": \"PATH\"} or "
    + "{\"keyring\": \"NAME\"}"

  private static func key(_ key: String) -> String {
    "{\"providers\": {\"openai\": {\"key\": \(key)}}}"
  }

  private static let keys = [
    Mistake(
      key("\"sk-proj-0123456789abcdefghij\""),
      "1:34: providers.openai.key must say where the key is, and never hold it. Take the key out "
        + "of this file and write \(forms)."),
    Mistake(
      key("{\"env\": \"sk-proj-0123456789abcdefghij\"}"),
      "1:42: providers.openai.key.env must be the name of an environment variable, such as "
        + "\"OPENAI_API_KEY\"."),
    Mistake(
      key("{\"command\": []}"),
      "1:46: providers.openai.key.command must be a list of a program and its arguments, such as "
        + "[\"pass\", \"show\"], not an empty list."),
    Mistake(key("{}"), "1:34: providers.openai.key must be one of \(forms)."),
    Mistake(key("7"), "1:34: providers.openai.key must be \(forms), not the number 7."),
    Mistake(
      key("{\"command\": \"pass show x\"}"),
      "1:46: providers.openai.key.command must be a list of a program and its arguments, such as "
        + "[\"pass\", \"show\"], not \"pass show x\"."),
    Mistake(
      "{\"providers\": {\"openai\": {\"headers\": {\"Authorization\": \"Bearer x\"}}}}",
      "1:39: providers.openai.headers.Authorization must not be set here: a key is given by "
        + "\"key\", and never stands in this file."),
    Mistake(
      "{\"sk-proj-0123456789abcdefghij\": 1}",
      "1:2: unknown key \"[redacted]\". Known are: default, providers, routes, parameters, system, "
        + "roles, budget, cache, redis, metrics, log, tools, mcp, ui, titles, $schema."),
  ]

  private static func route(_ members: String) -> String { "{\"routes\": {\"a\": {\(members)}}}" }

  private static let routes = [
    Mistake(
      route(""), "1:13: routes.a needs \"targets\", a list such as [\"openai/gpt-6-sol\"]."),
    Mistake(
      route("\"targets\": []"),
      "1:30: routes.a.targets must be a list of at least one target, not an empty list."),
    Mistake(
      route("\"targets\": [\"antropic/x\"]"),
      "1:31: routes.a.targets[0] names the provider \"antropic\", which is neither configured nor a "
        + "preset. Did you mean \"anthropic\"?"),
    Mistake(
      route("\"targets\": [\"openai/x\", \"openai/x\"]"),
      "1:43: routes.a.targets[1] names openai/x a second time."),
    Mistake(
      route("\"targets\": [\"openai/x\"], \"policy\": \"weigthed\""),
      "1:54: routes.a.policy must be one of \"failover\", \"weighted\", \"cheapest\", \"fastest\", "
        + "not \"weigthed\". Did you mean \"weighted\"?"),
    Mistake(
      route("\"targets\": [\"openai/x\"], \"attempts\": 0"),
      "1:56: routes.a.attempts must be a whole number from 1 to 100, not the number 0."),
    Mistake(
      "{\"default\": \"mian\"}",
      "1:13: default must be a target, provider/model, or the name of a route; there is no route "
        + "\"mian\". Did you mean \"main\"?"),
  ]

  private static let others = [
    Mistake(
      "{\"titles\": \"antropic/x\"}",
      "1:12: titles names the provider \"antropic\", which is neither configured nor a preset. Did "
        + "you mean \"anthropic\"?"),
    Mistake(
      "{\"parameters\": {\"temperature\": 3}}",
      "1:32: parameters.temperature must be a number from 0 to 2, not the number 3."),
    Mistake(
      "{\"cache\": {\"ttl\": \"forever\"}}",
      "1:19: cache.ttl must be a duration such as \"500ms\", \"90s\" or \"1h\", not \"forever\"."),
    Mistake(
      "{\"redis\": {\"url\": \"http://u:hunter2@h\"}}",
      "1:19: redis.url is no Redis URL: it must have the form redis://host:6379/0, rediss://… "
        + "or unix:///path."),
    Mistake(
      "{\"mcp\": {\"a\": {}}}", "1:10: mcp.a needs either \"command\" or \"url\"."),
    Mistake(
      "{\"tools\": {\"a\": {}}}",
      "1:12: tools.a needs \"command\", a list of a program and its arguments."),
    Mistake(
      "{\"tools\": {\"a\": {\"command\": [\"b\", \"{ctiy}\"], \"parameters\": {\"type\": "
        + "\"object\", \"properties\": {\"city\": {}}}}}}",
      "1:29: tools.a.command uses \"{ctiy}\", which its parameters do not have. Did you mean "
        + "\"city\"?"),
    Mistake(
      "{\"tools\": {\"a\": {\"command\": [\"{b}\"], \"parameters\": {\"properties\": {\"b\": {}}}}}}",
      "1:29: tools.a.command must begin with a program that no argument chooses."),
    Mistake(
      "{\"tools\": {\"a\": {\"command\": [\"b\"], \"environment\": [\"OPENAI_API_KEY\"]}}}",
      "1:51: tools.a.environment may not name OPENAI_API_KEY: tools get no provider's key."),
    Mistake(
      "{\"tools\": {\"a\": {\"command\": [\"b\"], \"output\": \"jsn\"}}}",
      "1:46: tools.a.output must be one of \"text\", \"json\", \"image/png\", \"image/jpeg\", "
        + "\"image/webp\", \"image/gif\", not \"jsn\". Did you mean \"json\"?"),
    Mistake(
      "{\"tools\": {\"shell\": {\"built_in\": true}}}",
      "1:34: there is no built-in tool \"shell\". Known are: read_file, list_files, search_files, "
        + "fetch_url, calculator, time."),
    Mistake(
      "{\"tools\": {\"read_file\": {\"built_in\": true}}}",
      "1:12: tools.read_file needs \"root\", the folder that it stays in."),
    Mistake(
      "{\"tools\": {\"time\": {\"built_in\": true, \"root\": \"/\"}}}",
      "1:12: tools.time has no use for \"root\"."),
    Mistake(
      "{\"ui\": {\"frame_ms\": 0}}",
      "1:21: ui.frame_ms must be a whole number from 1 to 1000, not the number 0."),
  ]
}
