// swift-tools-version: 6.2
import PackageDescription

// Tests read fixtures through pointers and start processes, so memory safety's marks stay out.
let testing: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let strict = testing + [.strictMemorySafety()]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

/// A Swift target that may import what `below` names, nothing else.
func room(
  _ name: String, over below: [Target.Dependency] = [], excluding files: [String] = []
) -> Target {
  .target(name: name, dependencies: below, exclude: files, swiftSettings: strict)
}

/// Tests, which may import what `subjects` names.
func tests(_ name: String, over subjects: [Target.Dependency]) -> Target {
  .testTarget(name: name + "Tests", dependencies: subjects, swiftSettings: testing)
}

// Arrows point down only: a room names rooms that stand below it in this list.
let rooms: [Target] = [
  // C
  .target(name: "CScalarMath"),
  .target(name: "CKernels", dependencies: ["CScalarMath"]),
  .target(name: "CWorkers"),
  .target(name: "CConfinement"),
  .target(name: "CComparison"),
  .target(name: "CSHA256"),
  .target(name: "CDigits", exclude: ["digits.h5", "README.md"]),
  .target(name: "CText", exclude: ["jargon.txt", "README.md"]),
  .target(name: "CHDF5", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
  .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
  // 0
  room("NumericsContract", over: ["CScalarMath", "CSHA256", crypto]),
  room("CanonicalJSON"),
  // 1
  room("Devices", over: ["NumericsContract"]),
  // 2
  room("ReferenceDevice", over: ["Devices", "NumericsContract", "CScalarMath"]),
  room("CPUDevice", over: ["Devices", "NumericsContract", "CKernels", "CWorkers"]),
  // 3
  room("Tensors", over: ["NumericsContract", "Devices"]),
  room("HDF5", over: ["CHDF5", "NumericsContract"]),
  room("CanonicalHDF5", over: ["NumericsContract"]),
  room(
    "TensorFiles", over: ["NumericsContract", "CanonicalJSON", "CanonicalHDF5", "CZlib"]),
  // 4
  room(
    "ForeignHDF5",
    over: [
      "CConfinement", "NumericsContract", "CanonicalJSON", "HDF5", "CanonicalHDF5", "TensorFiles",
    ]),
  room("Layers", over: ["NumericsContract", "Devices", "Tensors"]),
  room("Optimizers", over: ["CScalarMath", "NumericsContract", "Devices", "Tensors"]),
  room("Metrics", over: ["NumericsContract", "Devices", "Tensors"]),
  room(
    "Datasets",
    over: ["NumericsContract", "HDF5", "CanonicalHDF5", "TensorFiles", "CDigits", "CText"]),
  room(
    "Checkpoints",
    over: ["NumericsContract", "CanonicalJSON", "Tensors", "HDF5", "CanonicalHDF5"]),
  room(
    "TensorBoard", over: ["CanonicalJSON", protobuf], excluding: ["Messages/Events.proto"]),
  // 5
  room(
    "Training",
    over: [
      "NumericsContract", "CanonicalJSON", "Devices", "Tensors", "Layers", "Optimizers", "Metrics",
      "Datasets", "Checkpoints", "TensorBoard", system,
    ]),
  // 6
  room("CommandLineKit"),
  room("Signing", over: ["NumericsContract", "CanonicalJSON", "CommandLineKit", crypto]),
  room(
    "CheckpointTools",
    over: [
      "CComparison", "NumericsContract", "CanonicalJSON", "CanonicalHDF5", "TensorFiles",
      "ForeignHDF5", "Checkpoints", "CommandLineKit", "Tensors",
    ]),
  room(
    "Lockstep",
    over: [
      "NumericsContract", "CanonicalJSON", "Devices", "ReferenceDevice", "CPUDevice", "Tensors",
      "Layers", "Optimizers", "Metrics", "Datasets", "Checkpoints", "Training",
    ]),
  room(
    "Commands",
    over: [
      "NumericsContract", "CanonicalJSON", "ForeignHDF5", "CommandLineKit", "CheckpointTools",
      "Signing", "Lockstep", argumentParser, yams, subprocess, system,
    ]),
  room("LockstepCommand", over: ["Commands", "Lockstep"]),
  // 7
  room("BuiltInTasks", over: ["CanonicalJSON", "Lockstep"]),
  .executableTarget(
    name: "ckpt", dependencies: ["BuiltInTasks", "LockstepCommand"], swiftSettings: strict),
]

let library: [Target.Dependency] = [
  "NumericsContract", "CanonicalJSON", "Devices", "ReferenceDevice", "CPUDevice", "Tensors",
  "Layers", "Optimizers", "Metrics", "Datasets", "Checkpoints", "Training", "Lockstep",
]

let testRooms: [Target] = [
  .target(name: "PythonPeer", path: "Tests/PythonPeer", swiftSettings: testing),
  .target(
    name: "RemoteDevice", dependencies: ["Devices", "NumericsContract", "ReferenceDevice"],
    path: "Tests/RemoteDevice", swiftSettings: strict),
  tests("NumericsContract", over: ["NumericsContract", "CScalarMath"]),
  tests("CanonicalJSON", over: ["CanonicalJSON"]),
  tests("CPUDevice", over: ["CPUDevice", "CWorkers", "Devices", "NumericsContract"]),
  tests("Conformance", over: library + ["RemoteDevice", "CScalarMath"]),
  tests("HDF5", over: ["PythonPeer", "HDF5", "CHDF5", "NumericsContract"]),
  tests("CanonicalHDF5", over: ["CanonicalHDF5", "HDF5", "NumericsContract"]),
  tests("TensorFiles", over: ["PythonPeer", "TensorFiles", "NumericsContract", "CanonicalJSON"]),
  // A program that tests of ForeignHDF5 start; their own is none that answers.
  .executableTarget(
    name: "HDF5Reader", dependencies: ["ForeignHDF5", "CConfinement"], path: "Tests/HDF5Reader",
    swiftSettings: testing),
  tests(
    "ForeignHDF5",
    over: [
      "PythonPeer", "ForeignHDF5", "HDF5Reader", "TensorFiles", "NumericsContract",
      "CanonicalJSON",
    ]),
  tests("Tensors", over: library + ["RemoteDevice"]),
  tests("Layers", over: library + ["RemoteDevice"]),
  tests("Optimizers", over: library + ["RemoteDevice"]),
  tests("Metrics", over: library + ["RemoteDevice"]),
  tests("Datasets", over: ["PythonPeer", "Datasets", "NumericsContract", "HDF5", "CanonicalHDF5"]),
  tests("Checkpoints", over: library + ["HDF5", "CanonicalHDF5"]),
  tests("TensorBoard", over: ["TensorBoard", "CanonicalJSON", protobuf]),
  tests("Training", over: library + ["RemoteDevice", "TensorBoard"]),
  tests("CommandLineKit", over: ["CommandLineKit"]),
  tests("Signing", over: ["Signing", "CanonicalJSON", "NumericsContract"]),
  tests("CheckpointTools", over: library + ["CheckpointTools", "CommandLineKit", "TensorFiles"]),
  tests("Architecture", over: []),
  tests("EndToEnd", over: library + ["CheckpointTools", "CommandLineKit"]),
]

let package = Package(
  name: "lockstep",
  products: [
    .library(name: "Lockstep", targets: ["Lockstep"]),
    .library(name: "LockstepCommand", targets: ["LockstepCommand"]),
    .executable(name: "ckpt", targets: ["ckpt"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    // Generated messages need neither streams nor field masks.
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: rooms + testRooms,
  cLanguageStandard: .gnu2x
)
