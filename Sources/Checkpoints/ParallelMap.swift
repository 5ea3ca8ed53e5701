internal import Dispatch
internal import Synchronization

/// Runs independent jobs on all cores, with results that do not depend on which core was faster.
public enum ParallelMap {
  /// The results of jobs 0 to `count` − 1, in that order.
  ///
  /// - Throws: The error of the first job in order that failed.
  public static func run<Value: Sendable, Failure: Error>(
    count: Int, _ body: @Sendable (Int) throws(Failure) -> Value
  ) throws(Failure) -> [Value] {
    let results = Mutex<[Result<Value, Failure>?]>(Array(repeating: nil, count: count))
    let firstFailure = Mutex(count)
    DispatchQueue.concurrentPerform(iterations: count) { job in
      // After a failure only earlier jobs still matter.
      guard firstFailure.withLock({ job < $0 }) else { return }
      let result: Result<Value, Failure>
      do throws(Failure) {
        result = .success(try body(job))
      } catch {
        result = .failure(error)
        firstFailure.withLock { $0 = min($0, job) }
      }
      results.withLock { $0[job] = result }
    }
    var values: [Value] = []
    values.reserveCapacity(count)
    for case .some(let result) in results.withLock({ $0 }) { values.append(try result.get()) }
    precondition(values.count == count, "\(values.count) results of \(count) jobs")
    return values
  }
}
