// swift-tools-version: 6.2
import PackageDescription

// ncurses and libcurl come from the system; there are no Swift packages. Why there is no
// pkgConfig for ncurses: docs/Decisions.md, "System libraries".
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

// The release build is for speed where every token and request passes, and for size elsewhere. Not in
// what others may use as a library: SwiftPM takes no dependency that has such flags.
let small = strict + [.unsafeFlags(["-Osize"], .when(configuration: .release))]

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
    .target(name: "ChatUI", dependencies: ["ChatEngine"], swiftSettings: small),
    .target(name: "DemoProviders", dependencies: ["ChatEngine", "CSystem"], swiftSettings: small),
    .executableTarget(
      name: "llmterm",
      dependencies: ["ChatUI", "ChatEngine", "DemoProviders", "CNcurses", "CSystem"],
      path: "Sources/LLMTerm", swiftSettings: small),
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
