// swift-tools-version: 6.2
import PackageDescription

// ncurses and libcurl come from the system; there are no Swift packages. Why there is no
// pkgConfig for ncurses: docs/Decisions.md, "System libraries".
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "llmterm",
  products: [
    .executable(name: "llmterm", targets: ["llmterm"]),
    .library(name: "ChatLibrary", targets: ["ChatLibrary"]),
  ],
  targets: [
    .systemLibrary(name: "CNcurses", providers: [.apt(["libncurses-dev"])]),
    .systemLibrary(
      name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CSystem"),
    .target(
      name: "ChatEngine", dependencies: ["CCurl", "CSystem"], swiftSettings: strict,
      linkerSettings: [.linkedLibrary("m")]),
    .target(name: "ChatLibrary", dependencies: ["ChatEngine"], swiftSettings: strict),
    .target(name: "ChatUI", dependencies: ["ChatEngine"], swiftSettings: strict),
    .target(name: "DemoProviders", dependencies: ["ChatEngine", "CSystem"], swiftSettings: strict),
    .executableTarget(
      name: "llmterm",
      dependencies: ["ChatUI", "ChatEngine", "DemoProviders", "CNcurses", "CSystem"],
      path: "Sources/LLMTerm", swiftSettings: strict),
    .executableTarget(
      name: "llmterm-bench",
      dependencies: ["ChatEngine", "ChatUI", "DemoProviders", "CSystem", "TestSupport"],
      path: "Benchmarks", swiftSettings: strict),
    .target(
      name: "TestSupport", dependencies: ["CSystem"], path: "Tests/Support", swiftSettings: strict),
    .testTarget(
      name: "ChatEngineTests",
      dependencies: ["ChatEngine", "ChatLibrary", "DemoProviders", "CSystem", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ChatUITests", dependencies: ["ChatUI", "CSystem", "TestSupport"], swiftSettings: strict
    ),
    .testTarget(
      name: "LLMTermTests", dependencies: ["llmterm", "DemoProviders", "CSystem", "TestSupport"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
