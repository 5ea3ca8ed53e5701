import CKernels

/// The vector instructions that the cpu device's kernels are compiled for.
///
/// All sets give the same bits; they differ in speed. The portable one runs everywhere and computes
/// fma in software where the processor has none at hand.
public enum InstructionSet: String, CaseIterable, Sendable {
  /// Baseline instructions of the architecture.
  case portable
  /// AVX2 and FMA (x86-64).
  case avx2
  /// AVX-512 F, DQ, BW and VL (x86-64).
  case avx512
  /// NEON (arm64).
  case neon

  /// The sets that this processor and operating system support, slowest first.
  public static var available: [InstructionSet] {
    allCases.filter { unsafe $0.kernels != nil }
  }

  /// The fastest set available here.
  public static var best: InstructionSet { available.last ?? .portable }

  /// The table of kernels, or nil where the set is not available.
  var kernels: UnsafePointer<lockstep_kernels>? {
    switch self {
    case .portable: unsafe lockstep_kernels_for(LOCKSTEP_PORTABLE)
    case .avx2: unsafe lockstep_kernels_for(LOCKSTEP_AVX2)
    case .avx512: unsafe lockstep_kernels_for(LOCKSTEP_AVX512)
    case .neon: unsafe lockstep_kernels_for(LOCKSTEP_NEON)
    }
  }
}
