/// The names of colours: those of CSS, and more that people use.
package enum ColorName {
  /// Returns the colour with a name, or that `#0a7` or `#00aa77` denotes, as `0xRRGGBB`.
  package static func rgb(of text: String) -> UInt32? {
    let name = text.lowercased()
    if let known = colors[name.filter { $0 != " " && $0 != "-" }] { return known }
    let digits = name.hasPrefix("#") ? name.dropFirst() : name[...]
    guard [3, 6].contains(digits.utf8.count), digits.utf8.allSatisfy(isDigit), let number = UInt32(digits, radix: 16)
    else { return nil }
    guard digits.utf8.count == 3 else { return number }
    let (red, green, blue) = (number >> 8, number >> 4 & 0xF, number & 0xF)
    return (red << 16 | green << 8 | blue) * 0x11
  }

  package static let all = colors.keys.sorted()

  private static func isDigit(_ digit: UInt8) -> Bool {
    (0x30...0x39).contains(digit) || (0x61...0x66).contains(digit)
  }

  private static let colors: [String: UInt32] = {
    var colors: [String: UInt32] = [:]
    // The later of two entries is the one that counts: CSS calls a red brown.
    for entry in (css + common).split(whereSeparator: \.isWhitespace) {
      guard let end = entry.firstIndex(of: "=") else { continue }
      colors[String(entry[..<end])] = UInt32(entry[entry.index(after: end)...], radix: 16)
    }
    return colors
  }()

  private static let css = """
    aliceblue=f0f8ff antiquewhite=faebd7 aqua=00ffff aquamarine=7fffd4 azure=f0ffff beige=f5f5dc bisque=ffe4c4
    black=000000 blanchedalmond=ffebcd blue=0000ff blueviolet=8a2be2 brown=a52a2a burlywood=deb887 cadetblue=5f9ea0
    chartreuse=7fff00 chocolate=d2691e coral=ff7f50 cornflowerblue=6495ed cornsilk=fff8dc crimson=dc143c cyan=00ffff
    darkblue=00008b darkcyan=008b8b darkgoldenrod=b8860b darkgray=a9a9a9 darkgreen=006400 darkgrey=a9a9a9
    darkkhaki=bdb76b darkmagenta=8b008b darkolivegreen=556b2f darkorange=ff8c00 darkorchid=9932cc darkred=8b0000
    darksalmon=e9967a darkseagreen=8fbc8f darkslateblue=483d8b darkslategray=2f4f4f darkslategrey=2f4f4f
    darkturquoise=00ced1 darkviolet=9400d3 deeppink=ff1493 deepskyblue=00bfff dimgray=696969 dimgrey=696969
    dodgerblue=1e90ff firebrick=b22222 floralwhite=fffaf0 forestgreen=228b22 fuchsia=ff00ff gainsboro=dcdcdc
    ghostwhite=f8f8ff gold=ffd700 goldenrod=daa520 gray=808080 green=008000 greenyellow=adff2f grey=808080
    honeydew=f0fff0 hotpink=ff69b4 indianred=cd5c5c indigo=4b0082 ivory=fffff0 khaki=f0e68c lavender=e6e6fa
    lavenderblush=fff0f5 lawngreen=7cfc00 lemonchiffon=fffacd lightblue=add8e6 lightcoral=f08080 lightcyan=e0ffff
    lightgoldenrodyellow=fafad2 lightgray=d3d3d3 lightgreen=90ee90 lightgrey=d3d3d3 lightpink=ffb6c1
    lightsalmon=ffa07a lightseagreen=20b2aa lightskyblue=87cefa lightslategray=778899 lightslategrey=778899
    lightsteelblue=b0c4de lightyellow=ffffe0 lime=00ff00 limegreen=32cd32 linen=faf0e6 magenta=ff00ff maroon=800000
    mediumaquamarine=66cdaa mediumblue=0000cd mediumorchid=ba55d3 mediumpurple=9370db mediumseagreen=3cb371
    mediumslateblue=7b68ee mediumspringgreen=00fa9a mediumturquoise=48d1cc mediumvioletred=c71585 midnightblue=191970
    mintcream=f5fffa mistyrose=ffe4e1 moccasin=ffe4b5 navajowhite=ffdead navy=000080 oldlace=fdf5e6 olive=808000
    olivedrab=6b8e23 orange=ffa500 orangered=ff4500 orchid=da70d6 palegoldenrod=eee8aa palegreen=98fb98
    paleturquoise=afeeee palevioletred=db7093 papayawhip=ffefd5 peachpuff=ffdab9 peru=cd853f pink=ffc0cb plum=dda0dd
    powderblue=b0e0e6 purple=800080 rebeccapurple=663399 red=ff0000 rosybrown=bc8f8f royalblue=4169e1
    saddlebrown=8b4513 salmon=fa8072 sandybrown=f4a460 seagreen=2e8b57 seashell=fff5ee sienna=a0522d silver=c0c0c0
    skyblue=87ceeb slateblue=6a5acd slategray=708090 slategrey=708090 snow=fffafa springgreen=00ff7f steelblue=4682b4
    tan=d2b48c teal=008080 thistle=d8bfd8 tomato=ff6347 turquoise=40e0d0 violet=ee82ee wheat=f5deb3 white=ffffff
    whitesmoke=f5f5f5 yellow=ffff00 yellowgreen=9acd32

    """

  private static let common = """
    amber=ffbf00 apricot=fbceb1 blood=8a0303 bronze=cd7f32 brown=7b4b2a burgundy=800020 cerulean=2a7ab8 charcoal=36454f
    cherry=c0152f cobalt=0047ab copper=b87333 cream=fffdd0 darkbrown=4a2c17 emerald=50a060 forest=2f5d32 grass=5a9a32
    jade=00a86b lemon=fff44f lightbrown=b08860 lilac=c8a2c8 mauve=b784a7 mint=98ddb6 mustard=d8a928 ocean=1f6f8b
    ochre=cc7722 ocher=cc7722 peach=ffcba4 petrol=005f6a rose=e8788f ruby=9b111e rust=b7410e sand=d9c39a
    sapphire=0f52ba scarlet=ff2400 sepia=704214 sky=87ceeb skin=e0ac88 taupe=8b7d6b terracotta=cb6843 ultramarine=3f00ff
    vermilion=e34234 wine=722f37
    """
}
