// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "own-model",
  dependencies: [.package(name: "lockstep", path: "../..")],
  targets: [
    .executableTarget(
      name: "rings",
      dependencies: [.product(name: "LockstepCommand", package: "lockstep")],
      path: "Sources")
  ]
)
