import ChatEngine
import Glibc

let status = Program(arguments: Array(CommandLine.arguments.dropFirst())).run()
CurlLibrary.settle()
exit(status)
