// swift-tools-version: 6.2
import PackageDescription

let alice: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("ImmutableWeakCaptures"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

// What Sources/alice/Packaging/link adds for packages and tarballs. Nothing is compiled again for them.
let forOtherMachines = (Context.environment["ALICE_LINK"] ?? "").split(separator: " ").map(String.init)

// The binary carries Swift's runtime and Foundation, so that it runs where no toolchain is. The linker is told here and
// not by `--static-swift-stdlib`: that flag recompiles every dependency and is not known to `swift test`.
let standalone: [LinkerSetting] = [
  .unsafeFlags(
    [
      "-static-stdlib", "-lFoundation", "-lFoundationEssentials", "-lFoundationInternationalization",
      "-lCoreFoundation", "-l_FoundationCShims", "-l_FoundationCollections", "-l_FoundationICU",
      "-lswiftSynchronization", "-lswift_StringProcessing", "-lswift_RegexParser", "-lswift_Concurrency",
      "-ldispatch", "-lswiftDispatch", "-lBlocksRuntime", "-lstdc++", "-lswiftCore", "-Xlinker", "-s",
    ] + forOtherMachines,
    .when(platforms: [.linux], configuration: .release))
]

// The scorer's kernels are up to eleven times as slow without optimisation, so that debug builds optimise them, too. Some
// versions of SwiftPM refuse such flags in a package that another one depends on; there they are left out.
let isDependency = Context.packageDirectory.contains("/checkouts/")
let kernels: [CSetting] = isDependency ? [] : [.unsafeFlags(["-O2"], .when(configuration: .debug))]

let package = Package(
  name: "alice",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "alice", targets: ["alice"]),
    .executable(name: "fal-provider-example", targets: ["fal-provider-example"]),
    .library(name: "AliceKit", targets: ["AliceKit"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", .upToNextMinor(from: "1.8.2")),
    .package(url: "https://github.com/apple/swift-configuration", .upToNextMinor(from: "1.4.0"), traits: ["YAML"]),
    .package(url: "https://github.com/apple/swift-log", .upToNextMinor(from: "1.16.2")),
    .package(url: "https://github.com/apple/swift-nio", .upToNextMinor(from: "2.101.2")),
    .package(url: "https://github.com/apple/swift-nio-extras", .upToNextMinor(from: "1.35.2")),
    .package(url: "https://github.com/apple/swift-nio-ssl", .upToNextMinor(from: "2.37.6")),
    .package(url: "https://github.com/apple/swift-system", .upToNextMinor(from: "1.8.1")),
    .package(url: "https://github.com/groue/GRDB.swift", .upToNextMinor(from: "7.10.0")),
    .package(url: "https://github.com/hummingbird-project/hummingbird", .upToNextMinor(from: "2.28.1")),
    .package(url: "https://github.com/jpsim/Yams", .upToNextMinor(from: "6.2.2")),
    .package(url: "https://github.com/swift-server/async-http-client", .upToNextMinor(from: "1.37.0")),
    .package(url: "https://github.com/swiftlang/swift-subprocess", .upToNextMinor(from: "1.0.2")),
  ],
  targets: [
    .systemLibrary(
      name: "CBrotli", pkgConfig: "libbrotlidec", providers: [.apt(["libbrotli-dev"]), .brew(["brotli"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    .systemLibrary(
      name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"]), .brew(["libdeflate"])]),
    .systemLibrary(name: "CExif", pkgConfig: "libexif", providers: [.apt(["libexif-dev"]), .brew(["libexif"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CTurboJPEG", pkgConfig: "libturbojpeg",
      providers: [.apt(["libturbojpeg0-dev"]), .brew(["jpeg-turbo"])]),
    .systemLibrary(name: "CWebP", pkgConfig: "libwebp", providers: [.apt(["libwebp-dev"]), .brew(["webp"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "CAlice", cSettings: [.define("_GNU_SOURCE")]),
    .target(
      name: "CScorerWeights",
      exclude: ["efflite0_folded_f16.bin", "efflite0.layers", "head_T_C2.f32", "NOTICE"]),

    .target(name: "CVision", dependencies: ["CDeflate"], exclude: ["likeness.i8"], cSettings: kernels),
    .target(name: "CWordVectors", exclude: ["words.txt", "vectors.i8", "NOTICE"]),

    .target(name: "CSimulatorClips"),
    .target(name: "CDemoFiles"),

    // What differs between the systems: a folder for macOS, and one for Linux.
    .target(
      name: "AlicePlatform", dependencies: [.product(name: "SystemPackage", package: "swift-system")],
      swiftSettings: alice),
    .target(name: "AliceNumbers", swiftSettings: alice),
    .target(
      name: "AliceModel", dependencies: ["AliceNumbers"], resources: [.embedInCode("models.json")],
      swiftSettings: alice),
    .target(
      name: "AliceMedia", dependencies: ["AliceModel", "AliceNumbers", "CBrotli", "CExif", "CZlib", "CCrypto"],
      swiftSettings: alice),
    .target(
      name: "AliceVision",
      dependencies: ["AliceModel", "AliceNumbers", "CPNG", "CTurboJPEG", "CWebP", "CScorerWeights", "CVision"],
      swiftSettings: alice),
    .target(name: "AliceLibrary", dependencies: ["AliceModel", "CAlice"], swiftSettings: alice),
    .target(
      name: "AliceCatalog",
      dependencies: [
        "AliceModel", "AliceNumbers", "AlicePlatform", "CWordVectors", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: alice),
    .target(
      name: "AliceFal",
      dependencies: [
        "AliceModel", "AliceNumbers", "AlicePlatform", "CCrypto",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOFoundationCompat", package: "swift-nio"),
        .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ], swiftSettings: alice),
    .target(
      name: "AliceWorkspace",
      dependencies: [
        "AliceModel", "AliceNumbers", "AliceMedia", "AliceVision", "AliceLibrary", "AliceCatalog", "AlicePlatform",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ], swiftSettings: alice),
    .target(
      name: "AliceOrganize",
      dependencies: [
        "AliceModel", "AliceNumbers", "AliceMedia", "AliceVision", "AliceLibrary", "AliceCatalog", "AliceWorkspace",
      ],
      resources: [
        .embedInCode("Sheet/sheet.css"), .embedInCode("Sheet/sheet.html"), .embedInCode("Sheet/sheet.js"),
      ], swiftSettings: alice),
    .target(
      name: "AliceGenerate",
      dependencies: [
        "AliceModel", "AliceNumbers", "AliceMedia", "AliceLibrary", "AliceCatalog", "AliceFal", "AlicePlatform",
        "AliceWorkspace", .product(name: "Yams", package: "Yams"),
      ], swiftSettings: alice),
    .target(
      name: "AliceKit",
      dependencies: [
        "AliceModel", "AliceWorkspace", "AliceOrganize", "AliceGenerate",
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "Yams", package: "Yams"),
      ], swiftSettings: alice),
    .target(
      name: "FalSimulator",
      dependencies: [
        "AliceModel", "AliceVision", "CSimulatorClips",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: alice),
    .target(
      name: "AliceGallery",
      dependencies: [
        "AliceKit", "AliceNumbers", "AlicePlatform",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "Logging", package: "swift-log"),
      ], resources: [.embedInCode("Page")], swiftSettings: alice),
    .target(name: "AliceAgent", dependencies: ["AliceKit", "AlicePlatform"], swiftSettings: alice),
    .executableTarget(
      name: "alice",
      dependencies: [
        "AliceKit", "AliceGallery", "AliceAgent", "FalSimulator", "CDemoFiles",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], exclude: ["Packaging"], swiftSettings: alice, linkerSettings: standalone),
    .executableTarget(
      name: "fal-provider-example", dependencies: ["AliceKit", "FalSimulator"], swiftSettings: alice),

    .executableTarget(
      name: "alice-bench",
      dependencies: [
        "AliceCatalog", "AliceModel", "AlicePlatform", "AliceVision", "AliceWorkspace", "AliceTestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
      ], swiftSettings: alice),

    .target(
      name: "AliceTestSupport", dependencies: ["AliceModel"], path: "Tests/AliceTestSupport", swiftSettings: alice),
    .target(
      name: "AliceTestWorld",
      dependencies: [
        "AliceGenerate", "AliceOrganize", "AliceWorkspace", "AliceMedia", "AliceModel", "AliceLibrary", "FalSimulator",
        "AliceTestSupport", .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
      ], path: "Tests/AliceTestWorld", swiftSettings: alice),
    .testTarget(name: "AliceNumbersTests", dependencies: ["AliceNumbers"], swiftSettings: alice),
    .testTarget(name: "AliceModelTests", dependencies: ["AliceModel", "AliceTestSupport"], swiftSettings: alice),
    .testTarget(
      name: "AliceMediaTests", dependencies: ["AliceMedia", "AliceModel", "AliceTestSupport"], swiftSettings: alice),
    .testTarget(
      name: "AliceVisionTests", dependencies: ["AliceVision", "AliceModel", "AliceTestSupport"], swiftSettings: alice),
    .testTarget(
      name: "AliceLibraryTests", dependencies: ["AliceLibrary", "AliceModel", "AliceTestSupport"],
      swiftSettings: alice),
    .testTarget(
      name: "AliceCatalogTests",
      dependencies: [
        "AliceCatalog", "AliceModel", "AliceTestSupport", .product(name: "GRDB", package: "GRDB.swift"),
      ], swiftSettings: alice),
    .testTarget(
      name: "AliceFalTests",
      dependencies: [
        "AliceFal", "AliceModel", "FalSimulator", "AliceTestSupport",
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ], swiftSettings: alice),
    .testTarget(
      name: "FalSimulatorTests",
      dependencies: [
        "FalSimulator", "AliceModel", "AliceVision", "AliceTestSupport",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOFoundationCompat", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ], swiftSettings: alice),
    .testTarget(
      name: "AliceWorkspaceTests",
      dependencies: [
        "AliceWorkspace", "AliceOrganize", "AliceGenerate", "AliceModel", "AliceVision", "AliceLibrary",
        "AliceTestWorld", "AliceTestSupport",
      ], swiftSettings: alice),
    .testTarget(
      name: "AliceOrganizeTests",
      dependencies: [
        "AliceOrganize", "AliceWorkspace", "AliceModel", "AliceLibrary", "AliceCatalog", "AliceTestWorld",
        "AliceTestSupport",
      ], swiftSettings: alice),
    .testTarget(
      name: "AliceGenerateTests",
      dependencies: [
        "AliceKit", "AliceGenerate", "AliceOrganize", "AliceWorkspace", "AliceModel", "AliceLibrary", "AliceFal",
        "AliceCatalog", "FalSimulator",
        "AliceTestWorld", "AliceTestSupport",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
      ], swiftSettings: alice),
    .testTarget(
      name: "AliceKitTests", dependencies: ["AliceKit", "FalSimulator", "AliceTestWorld", "AliceTestSupport"],
      swiftSettings: alice),
    .testTarget(
      name: "AliceGalleryTests",
      dependencies: ["AliceGallery", "AliceKit", "FalSimulator", "AliceTestWorld", "AliceTestSupport"],
      swiftSettings: alice),
    .testTarget(
      name: "AliceAgentTests",
      dependencies: ["AliceAgent", "AliceKit", "FalSimulator", "AliceTestWorld", "AliceTestSupport"],
      swiftSettings: alice),
    .testTarget(name: "ArchitectureTests", dependencies: ["AliceTestSupport"], swiftSettings: alice),
    .testTarget(name: "CommandTests", dependencies: ["AliceModel", "AliceTestSupport"], swiftSettings: alice),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu2x
)
