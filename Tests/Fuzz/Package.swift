// swift-tools-version: 6.2
import PackageDescription

// As in Lockstep's tests: libFuzzer hands over pointers, so memory safety's marks stay out.
let testing: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

// A package of its own, so that Lockstep's build and tests know nothing of it; Scripts/fuzz builds it.
let package = Package(
  name: "fuzz",
  dependencies: [.package(name: "lockstep", path: "../..")],
  targets: [
    .systemLibrary(name: "CLibFuzzer", path: "CLibFuzzer"),
    // The readers are no products, but all of them stand below this library.
    .executableTarget(
      name: "Fuzz",
      dependencies: ["CLibFuzzer", .product(name: "Lockstep", package: "lockstep")],
      path: "Fuzz", swiftSettings: testing,
      // Of the functions `main` that then are there, gold would refuse the second.
      linkerSettings: [.unsafeFlags(["-use-ld=lld"])]),
  ]
)
