/// Receives a small upright copy of an image that is decoded for another purpose.
package struct SmallCopy {
  private let edge: Int
  private let receive: (Pixels) -> Void

  /// `edge` is the maximum length of the longer side.
  package init(within edge: Int, _ receive: @escaping (Pixels) -> Void) {
    self.edge = edge
    self.receive = receive
  }

  func take(_ pixels: Pixels, _ orientation: Int) { receive(pixels.fitted(within: edge).oriented(orientation)) }
}
