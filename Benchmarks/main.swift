import Glibc

// llmterm-bench BINARY [GROUP...]: measures what is named, or everything.
// llmterm-bench serve PORT: answers a number with as many tokens, for profiling.
// llmterm-bench limit-worker REDIS_URL SECONDS REQUESTS_PER_MINUTE BURST: asks for one place after
// another under a shared limit and prints the wall clock's microseconds of each.
// llmterm-bench fill FOLDER: writes a home with a conversation of 10,000 messages, for profiling.
signal(SIGPIPE, SIG_IGN)
let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.count == 2, arguments[0] == "fill" {
  Home(folder: arguments[1]).fill(messages: 10_000)
  exit(0)
}
if arguments.first == "limit-worker", let worker = LimitWorker(Array(arguments.dropFirst())) {
  exit(worker.run())
}
if arguments.count == 2, arguments[0] == "serve", let port = UInt16(arguments[1]) {
  let server = try AnswerBenchmark.serve(port: port)
  print("\(server.baseURL)/v1 answers a number with as many tokens")
  pause()
}
guard let binary = arguments.first, access(binary, X_OK) == 0 else {
  print("usage: llmterm-bench BINARY [GROUP...] of \(Benchmarks.names.joined(separator: ", "))")
  exit(2)
}
let benchmarks = Benchmarks(binary: binary, named: Set(arguments.dropFirst()))
exit(benchmarks.run())
