import AliceNumbers

/// The names of months, whole and short, in the languages in which programs write dates into names of files.
enum MonthName {
  /// Returns the number of the month from 1 to 12; `word` is in lower case and has no dot.
  static func number(of word: String) -> Int? { numbers[word] }

  /// Returns whether the word stands between the parts of a date, as in `5 de abril de 2025`.
  static func isFiller(_ word: String) -> Bool { ["de", "del", "of", "den", "the"].contains(word) }

  private static let numbers: [String: Int] = {
    var numbers: [String: Int] = [:]
    for (index, names) in names.enumerated() {
      for name in names.split(separator: " ") where numbers[String(name)] == nil { numbers[String(name)] = index + 1 }
    }
    return numbers
  }()

  /// The names of each month: Germanic, Romance, Slavic, Baltic, Finnish, Hungarian, Turkish, Greek, Indonesian.
  private static let names = [
    """
    jan january januar jän jänner jänn januari janv janvier ene enero gen gennaio janeiro gener sty stycznia styczeń \
    led ledna января янв январь січ січня січень sij siječnja januára tammikuuta tammi tammik jaan jaanuar sausio saus \
    janvāris januarie ian ianuarie ocak oca janúar ιαν ιανουαρίου яну януари јан
    """,
    """
    feb february februar febr februari févr février fevr fevrier febrero febbraio fev fevereiro febrer lut lutego luty \
    úno února февр фев февраля февраль лют лютого лютий velj veljače februára helmikuuta helmi helmik veebr vasario vas \
    şub şubat sub február φεβ φεβρουαρίου февруари феб pebruari feb februarie
    """,
    """
    mar march mär märz mrz maart mrt mars marzo març março mar marca marzec bře března мар марта март бер березня \
    березень ožu ožujka maaliskuuta maalis maalisk märts kovo kov mart már március μαρ μαρτίου maret martie marts
    """,
    """
    apr april avr avril abr abril aprile apr kwi kwietnia kwiecień dub dubna апр апреля апрель квіт квітня квітень tra \
    travnja apríla huhtikuuta huhti huhtik aprill balandžio bal nis nisan ápr április apríl απρ απριλίου април aprilie
    """,
    """
    may mai mei mayo maggio mag maio maj maja květ kvě května мая май трав травня травень svi svibnja mája toukokuuta \
    touko toukok gegužės geg mayıs máj május maí μαΐ μαΐου мај
    """,
    """
    jun june juni juin junio giugno giu junho juny cze czerwca czerwiec čvn června июн июня июнь черв червня червень \
    lipnja júna kesäkuuta kesä kesäk juuni birželio birž haz haziran jún június júní ιουν ιουνίου юни јун iunie iun
    """,
    """
    jul july juli juil juillet julio luglio lug julho juliol lipca lipiec čvc července июл июля июль лип липня липень srp \
    srpnja júla heinäkuuta heinä heinäk juuli liepos liep tem temmuz júl július júlí ιουλ ιουλίου юли јул iulie iul
    """,
    """
    aug august augustus août aout ago agosto ag agost sie sierpnia sierpień srpna авг августа август серп серпня серпень \
    kol kolovoza augusta elokuuta elo elok rugpjūčio rugp ağu ağustos ágúst augusztus αυγ αυγούστου avg agustus agu
    """,
    """
    sep september sept septembre septiembre settembre set setembro setembre wrz września wrzesień zář září сент сен \
    сентября сентябрь вер верес вересня вересень ruj rujna septembra syyskuuta syys syysk rugsėjo rugs eyl eylül szept \
    szeptember σεπ σεπτ σεπτεμβρίου септ септември septembrie
    """,
    """
    oct october okt oktober octobre octubre ottobre ott out outubro octubre paź października październik říj října окт \
    октября октябрь жовт жовтня жовтень októbra lokakuuta loka lokak oktoober spalio spal eki ekim október \
    οκτ οκτωβρίου октомври octombrie
    """,
    """
    nov november novembre noviembre novembro novembra lis listopada listopad нояб ноя ноября ноябрь лист листоп листопада \
    листопад stu studenoga marraskuuta marras marrask lapkričio lapkr kas kasım nóv nóvember νοε νοεμ νοεμβρίου ноем \
    ноември noiembrie noi nop
    """,
    """
    dec december dez dezember déc décembre decembre dic diciembre dicembre dezembro des desembre desember gru grudnia \
    grudzień prosince дек декабря декабрь груд грудня грудень decembra joulukuuta joulu jouluk dets detsember \
    gruodžio gruod ara aralık dec δεκ δεκεμβρίου декември decembrie
    """,
  ]
}
