"""Bytes to text: marks, labels right and wrong, no labels at all, broken characters, text encoded twice."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extraction import _newspaper, _resiliparse
from pipeline.extraction._tree import parse
from pipeline.extraction.decode import decode, wide_encoding
from pipeline.extraction.guards import refusal

TEXTS = {
    "ru": "Совет проголосовал за прекращение договора с изготовителем камер. Жители довольны решением.",
    "ja": "市議会は火曜日、ナンバープレート読み取り装置の契約を終了することを決めた。住民は歓迎した。",
    "zh": "市议会周二投票决定终止与车牌识别器制造商的合同。居民表示欢迎。",
    "zh-TW": "市議會週二投票決定終止與車牌辨識器製造商的合約。居民表示歡迎。",
    "ko": "시의회는 화요일 번호판 판독기 제조사와의 계약을 끝내기로 의결했다. 주민들은 환영했다.",
    "cs": "Zastupitelé odhlasovali ukončení smlouvy s výrobcem čteček poznávacích značek. Žádné další kamery.",
    "fr": "Le conseil a voté la fin du contrat. « C’est décidé », a déclaré l’élue à Orléans.",
    "el": "Το συμβούλιο ψήφισε τη λήξη της σύμβασης με τον κατασκευαστή των καμερών.",
    "tr": "Meclis salı günü plaka okuyucu üreticisiyle sözleşmeyi bitirme kararı aldı.",
    "he": "המועצה הצביעה ביום שלישי על סיום החוזה עם יצרנית המצלמות.",
    "ar": "صوت المجلس يوم الثلاثاء على إنهاء العقد مع الشركة المصنعة للكاميرات.",
    "th": "สภาลงมติเมื่อวันอังคารให้ยุติสัญญากับผู้ผลิตเครื่องอ่านป้ายทะเบียน",
}
ENCODINGS = [
    ("ru", "cp1251", "windows-1251"),
    ("ru", "koi8_r", "koi8-r"),
    ("ru", "iso8859_5", "iso-8859-5"),
    ("ja", "shift_jis", "x-sjis"),
    ("ja", "euc_jp", "euc-jp"),
    ("ja", "iso2022_jp", "iso-2022-jp"),
    ("zh", "gb18030", "gb2312"),
    ("zh", "hz", "hz-gb-2312"),
    ("zh-TW", "big5", "big5"),
    ("ko", "euc_kr", "ks_c_5601-1987"),
    ("cs", "cp1250", "windows-1250"),
    ("cs", "iso8859_2", "iso-8859-2"),
    ("fr", "cp1252", "iso-8859-1"),
    ("el", "cp1253", "windows-1253"),
    ("tr", "cp1254", "windows-1254"),
    ("he", "cp1255", "windows-1255"),
    ("ar", "cp1256", "windows-1256"),
    ("th", "cp874", "tis-620"),
]

CODECS = ["idna", "punycode", "rot13", "unicode-escape", "base64"]
"""Names that Python knows and the web does not."""


def page(language, meta=None, *, lang=True):
    said = f"<meta charset={meta}>" if meta else ""
    body = "".join(f"<p>{TEXTS[language]}</p>" for _ in range(8))
    return f"<html{f' lang={language}' if lang else ''}><head>{said}<title>x</title></head><body>{body}</body></html>"


@pytest.mark.parametrize(("language", "encoding", "label"), ENCODINGS)
@pytest.mark.parametrize("where", ["header", "meta", "nowhere", "header wrong", "header latin-1", "both wrong"])
def test_labels_right_wrong_and_missing(language, encoding, label, where):
    meta = {"meta": label, "header latin-1": label, "both wrong": "utf-8"}.get(where)
    header = {"header": label, "header wrong": "utf-8", "header latin-1": "iso-8859-1", "both wrong": "utf-8"}.get(
        where
    )
    html = page(language, meta).encode(encoding)
    assert refusal(html, header) is None
    assert TEXTS[language] in decode(html, header)


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-be"])
@pytest.mark.parametrize(
    "label",
    [None, "iso-8859-1", "windows-1251", "gb2312", "utf-16", "utf-7", "x-user-defined", "\x00"],
)
def test_unicode_is_seen_whatever_the_labels_say(language, encoding, label):
    html = page(language, label).encode(encoding)
    assert refusal(html, label) is None
    assert TEXTS[language] in decode(html, label)


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("label", [None, "iso-8859-1", "utf-8"])
def test_some_broken_characters_do_not_spoil_a_page(language, label):
    cut = page(language).encode() * 3 + b"<p>\xff \xe9t\xe9" + "é".encode()[:1]
    text = decode(cut, label)
    assert text.count(TEXTS[language]) == 24
    assert 0 < text.count("\ufffd") < 5


@pytest.mark.parametrize("language", ["fr", "cs", "ru", "el", "ja", "he"])
@pytest.mark.parametrize("wrongly", ["cp1252", "latin-1"])
def test_text_encoded_twice_is_repaired(language, wrongly):
    once = page(language).encode()
    misread = "".join(bytes([byte]).decode(wrongly) if _has(wrongly, byte) else chr(byte) for byte in once)
    assert TEXTS[language] in decode(misread.encode(), "utf-8")


def _has(encoding, byte):
    return encoding == "latin-1" or byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}


def test_words_about_broken_text_are_left_alone():
    text = "<p>Le café s’écrivait « cafÃ© » et « dÃ©jÃ\xa0 » sur l’affiche, a-t-on noté à l’été."
    assert decode(text.encode(), "utf-8") == text


def test_no_parser_decodes_a_second_time():
    text = page("fr", "iso-8859-1").replace("<html", '<?xml version="1.0" encoding="koi8-r"?><html')
    article = text.replace("<body>", "<body><article>").replace("</body>", "</article></body>")
    tree = parse(article)
    assert tree is not None
    for found in (" ".join(tree.texts("//p")), _resiliparse.main_text(article), _newspaper.main_text(article)):
        assert TEXTS["fr"] in found


def test_zeros_alone_are_no_text():
    assert wide_encoding(bytes(4000)) is None
    assert wide_encoding(b"") is None
    assert refusal(bytes(4000)) == "not a web page but binary data"


@settings(deadline=None, max_examples=150)
@given(
    st.binary(max_size=400),
    st.none() | st.sampled_from(["utf-8", "hz", "utf-16", "gb2312", "iso-2022-jp", "idna", "punycode", "rot13"]),
)
def test_any_bytes_become_text_that_xml_takes(html, charset):
    text = decode(b"<html lang=ru><p>" + html, charset)
    assert not any(character < " " and character not in "\t\n\r" for character in text)


@settings(deadline=None, max_examples=150)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cn", "Co")), min_size=1))
def test_utf8_is_never_taken_for_something_else_unless_encoded_twice(text):
    html = f"<p>{text}".encode()
    found = decode(html, "windows-1251")
    assert found == f"<p>{text}" or len(found) < len(text) + 3
