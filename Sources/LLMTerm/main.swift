import ChatEngine
import Glibc

Output.fillDescriptors()
let status = Program(arguments: Array(CommandLine.arguments.dropFirst())).run()
CurlLibrary.settle()
exit(status)
