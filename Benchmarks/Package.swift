// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
]

// A package of its own, so that Lockstep's build and tests know nothing of it.
let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "lockstep", path: "..")],
  targets: [
    .executableTarget(
      name: "Measure", dependencies: [.product(name: "Lockstep", package: "lockstep")],
      path: "Measure", swiftSettings: strict)
  ]
)
