import CPUDevice
import Devices
import Metrics
import NumericsContract
import ReferenceDevice
import RemoteDevice
import Tensors
import Testing

/// Values that were computed by exact arithmetic, and by scikit-learn and torchmetrics.
@Suite("Values of metrics")
struct ValueTests {
  private func check(_ rule: String) throws {
    let devices: [any Device] = [ReferenceDevice(), try CPUDevice(threads: 2), RemoteDevice()]
    for metricCase in try MetricsFixture.cases(of: rule) {
      for device in devices { try metricCase.check(on: device) }
    }
  }

  @Test("NUM-142: scores, one score and indices decide for a class; ignored labels do not count")
  func decisions() throws { try check("NUM-142") }

  @Test("NUM-143: a label is hit when fewer than k classes come before it")
  func accuracy() throws { try check("NUM-143") }

  @Test("NUM-144: the confusion matrix counts samples by label and decision")
  func confusion() throws { try check("NUM-144") }

  @Test("NUM-145: averages of precision, recall and F are rounded once")
  func averages() throws { try check("NUM-145") }

  @Test("NUM-146: the area under the ROC curve counts pairs in the right order, ties half")
  func areas() throws { try check("NUM-146") }

  @Test("NUM-147: average precision sums over distinct scores")
  func averagePrecision() throws { try check("NUM-147") }

  @Test("NUM-148: errors are exact, however far apart the numbers are")
  func errors() throws { try check("NUM-148") }

  @Test("NUM-149: R² and Pearson's correlation do not cancel")
  func correlations() throws { try check("NUM-149") }

  @Test("NUM-150: a mean is the quotient of two exact sums")
  func means() throws { try check("NUM-150") }

  @Test("NUM-151: a cosine is made of three exact sums")
  func cosines() throws { try check("NUM-151") }

  @Test("NUM-152: perplexity is e's power of the mean loss, rounded once")
  func perplexities() throws { try check("NUM-152") }

  @Test("NUM-153: BLEU counts common n-grams of a corpus")
  func bleu() throws { try check("NUM-153") }

  @Test("every case of the fixture is of a rule that is checked here")
  func completeness() throws {
    let rules = Set(try MetricsFixture.content.get().cases.map(\.rule))
    #expect(rules.sorted() == (142...153).map { "NUM-\($0)" })
  }

  @Test("NUM-142: half-precision scores and labels of other whole types count as their numbers")
  func types() throws {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let scores = Tensor([0.25, 0.5, 0.125, 1, -1, 3] as [Float], shape: [3, 2], on: dispatcher)
    for type in [ElementType.float16, .bfloat16, .float32] {
      for labels in [
        Tensor([1, 0, 1] as [Int32], shape: [3], on: dispatcher),
        Tensor([1, 0, 1] as [UInt8], shape: [3], on: dispatcher),
        Tensor([true, false, true], shape: [3], on: dispatcher),
      ] {
        for k in [1, 2] {
          var accuracy = Accuracy(topK: k)
          try accuracy.update([scores.converted(to: type), labels])
          #expect(accuracy.values.map(\.value) == [k == 1 ? 2.0 / 3 : 1])
        }
      }
    }
  }

  @Test("values have suffixes where there are several")
  func suffixes() throws {
    #expect(ConfusionMatrix(classes: 2).values.map(\.suffix) == ["/0/0", "/0/1", "/1/0", "/1/1"])
    let perClass = ClassScore(.recall, classes: 3, average: .perClass)
    #expect(perClass.values.map(\.suffix) == ["/0", "/1", "/2"])
    let areas = RankingScore(.areaUnderROC, classes: 2, average: .perClass)
    #expect(areas.values.map(\.suffix) == ["/0", "/1"])
    #expect(Accuracy().values.map(\.suffix) == [""])
  }
}
