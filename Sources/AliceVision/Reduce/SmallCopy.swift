package import AliceModel

/// Receives a small upright copy of an image that is decoded for another purpose, how the image looks, and what it shows.
package struct SmallCopy {
  private let edge: Int
  private let receive: (Pixels, PictureLook?) -> Void
  private let show: ((PictureFeatures?) -> Void)?
  private let film: ((PictureLook) -> Void)?

  /// `edge` is the maximum length of the longer side. `show` is called after `receive`, with nil for an image that shows
  /// nothing. `film` is called instead for a film.
  package init(
    within edge: Int, show: ((PictureFeatures?) -> Void)? = nil, film: ((PictureLook) -> Void)? = nil,
    receive: @escaping (Pixels, PictureLook?) -> Void
  ) {
    self.edge = edge
    self.receive = receive
    self.show = show
    self.film = film
  }

  /// Takes how a film looks.
  package func take(film look: PictureLook) { film?(look) }

  /// Takes an image; without all of its pixels it is not known how it looks.
  func take(_ pixels: Pixels, _ orientation: Int, isWhole: Bool = false) {
    let look = isWhole ? pixels.look(orientation: orientation) : nil
    receive(pixels.fitted(within: edge).oriented(orientation), look)
  }

  /// Takes the activations of the scorer's network; nil if the image shows nothing. They are computed only if somebody
  /// wants to know what the image shows.
  func take(activations: () -> [Float]?) {
    guard let show else { return }
    show(activations().flatMap { QualityModel.shared.features(of: $0) })
  }
}
