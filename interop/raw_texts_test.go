//go:build interop

package interop_test

import "strings"

// rawTexts are about what PHP makes of the nodes in a leaf.
func rawTexts() []rawRequest {
	return []rawRequest{
		{name: "an empty leaf", body: in(""), php: mes("")},
		{name: "an empty-element tag for a leaf", body: asked("<mes/>"), php: mes("")},
		{name: "a login with blanks around it", body: swap("demo", " demo\n"), php: unauthorized},
		{name: "blanks around a text", body: in("  a b \n"), php: mes("  a b \n")},
		{name: "a leaf of blanks", body: in("  \n\t "), php: mes("")},
		{name: "a leaf of blanks by reference", body: in("&#32;&#9;"), php: mes("")},
		{name: "a leaf of blanks that must be preserved", body: asked(`<mes xml:space="preserve">  </mes>`), php: mes("")},
		{name: "a leaf of a blank that must not break", body: in("&#160;"), php: mes("\u00a0")},
		{name: "an entity behind blanks", body: in("  &amp;a"), php: mes("  &a")},
		{name: "line ends of DOS", body: in("a\r\nb\rc"), php: mes("a\nb\nc")},
		{name: "carriage returns by reference", body: in("a&#13;&#10;b&#xD;c&#9;"), php: mes("a\r\nb\rc\t")},
		{name: "blanks before a line end of DOS", body: in("  \r\n  a"), php: mes("\n  a")},
		{name: "blanks before a line end", body: in("  \n  a"), php: mes("  \n  a")},

		{name: "a login in CDATA", body: swap("demo", "<![CDATA[demo]]>"), php: answered},
		{name: "a login half in CDATA", body: swap("demo", "de<![CDATA[mo]]>"), php: violation},
		{name: "CDATA", body: in("<![CDATA[a&amp;<b>]]>"), php: mes("a&amp;<b>")},
		{name: "CDATA of blanks", body: in("<![CDATA[  ]]>"), php: mes("  ")},
		{name: "CDATA of nothing", body: in("<![CDATA[]]>"), php: mes("")},
		{name: "CDATA in blanks", body: in("\n  <![CDATA[a]]>\n"), php: mes("a")},
		{name: "CDATA twice", body: in("<![CDATA[a]]><![CDATA[b]]>"), php: mes("ab")},
		{name: "CDATA twice, blanks between", body: in("<![CDATA[a]]> \n <![CDATA[b]]>"), php: mes("ab")},
		{name: "CDATA twice, a blank by reference between", body: in("<![CDATA[a]]>&#32;<![CDATA[b]]>"), php: violation},
		{name: "CDATA for a closing bracket", body: in("<![CDATA[a]]]]><![CDATA[>b]]>"), php: mes("a]]>b")},
		{name: "CDATA before text", body: in("<![CDATA[a]]>b"), php: violation},
		{name: "CDATA of nothing behind text", body: in("a<![CDATA[]]>"), php: violation},

		{name: "a comment inside a login", body: swap("demo", "de<!-- x -->mo"), php: answered},
		{name: "a comment inside a text", body: in("a <!--x--> b"), php: mes("a  b")},
		{name: "a comment alone", body: in("<!--x-->"), php: mes("")},
		{name: "a comment between blanks", body: in(" <!--x--> "), php: mes("")},
		{name: "a comment behind blanks and before text", body: in("  <!--x-->a"), php: mes("a")},
		{name: "a comment before CDATA", body: in("<!--x--><![CDATA[a]]>"), php: mes("a")},
		{name: "a comment between CDATA", body: in("<![CDATA[a]]><!--x--><![CDATA[b]]>"), php: mes("ab")},

		{name: "a processing instruction inside a text", body: in("a<?x y?>b"), php: violation},
		{name: "a processing instruction before a text", body: in("<?x y?>ab"), php: mes("ab")},
		{name: "a processing instruction behind a text", body: in("ab<?x y?>"), php: mes("ab")},
		{name: "a processing instruction and blanks behind a text", body: in("ab<?x y?>  "), php: mes("ab")},
		{name: "a processing instruction alone", body: in("<?x y?>"), php: mes("")},
		{name: "a processing instruction between CDATA", body: in("<![CDATA[a]]><?x y?><![CDATA[b]]>"), php: violation},

		{name: "1000 characters", body: in(strings.Repeat("ж", 1000)), php: mes(strings.Repeat("ж", 1000))},
		{name: "10,000 lines", body: in(strings.Repeat("a\r\n", 10_000)), php: mes(strings.Repeat("a\n", 10_000))},
		{name: "10,000 references", body: in(strings.Repeat("&lt;&#1078;", 10_000)), php: mes(strings.Repeat("<ж", 10_000))},
	}
}

// rawCharacters are about characters and references to them.
func rawCharacters() []rawRequest {
	return []rawRequest{
		{name: "a login of character references", body: swap("demo", "&#100;&#x65;mo"), php: answered},
		{name: "the five entities", body: in("&lt;&amp;&gt;&quot;&apos;"), php: mes(`<&>"'`)},
		{name: "an emoji", body: in("😀"), php: mes("😀")},
		{name: "an emoji by reference", body: in("&#x1F600;&#128512;"), php: mes("😀😀")},
		{name: "an emoji by references to surrogates", body: in("&#xD83D;&#xDE00;"), php: badRequest},
		{name: "an emoji as two surrogates in UTF-8", body: in("\xed\xa0\xbd\xed\xb8\x80"), php: badRequest},
		{name: "a reference to half a surrogate pair", body: in("&#xD83D;"), php: badRequest},
		{name: "a reference to NUL", body: in("&#0;"), php: badRequest},
		{name: "a reference to a character that XML forbids", body: in("&#1;"), php: badRequest},
		{name: "a reference to U+FFFE", body: in("&#xFFFE;"), php: badRequest},
		{name: "a reference to U+FFFF", body: in("&#xFFFF;"), php: badRequest},
		{name: "a reference to U+10FFFF", body: in("&#x10FFFF;"), php: mes("\U0010FFFF")},
		{name: "a reference beyond Unicode", body: in("&#x110000;"), php: badRequest},
		{name: "a reference to a number without end", body: in("&#99999999999999999999;"), php: badRequest},
		{name: "a reference to a control character of ISO", body: in("&#x85;&#x7F;"), php: mes("\u0085\u007f")},
		{name: "a reference with a capital X", body: in("&#X41;"), php: badRequest},
		{name: "a reference to no number", body: in("&#;"), php: badRequest},
		{name: "a reference without its semicolon", body: in("&#65"), php: badRequest},
		{name: "an entity without its semicolon", body: in("a &amp b"), php: badRequest},
		{name: "an entity of HTML", body: in("&nbsp;"), php: badRequest},
		{name: "an ampersand alone", body: in("a & b"), php: badRequest},
		{name: "an undeclared entity", body: swap(">demo<", ">&d;<"), php: badRequest},
		{name: "an undeclared entity in an unknown element", body: asked("<mes>a</mes><x>&d;</x>"), php: badRequest},
		{name: "an undeclared entity in an attribute", body: asked(`<mes a="&d;">a</mes>`), php: badRequest},
		{name: "a greater-than sign alone", body: in("a > b"), php: mes("a > b")},
		{name: "a less-than sign alone", body: in("a < b"), php: badRequest},
		{name: "the end of CDATA in a text", body: in("a]]>b"), php: badRequest},
		{name: "the end of CDATA in a text, escaped", body: in("a]]&gt;b"), php: mes("a]]>b")},
		{name: "a character that XML forbids", body: in("a\x01"), php: badRequest},
		{name: "NUL in a text", body: in("a\x00b"), php: badRequest},
		{name: "U+FFFE in a text", body: in("\ufffe"), php: badRequest},
		{name: "U+FFFF in a text", body: in("\uffff"), php: badRequest},
		{name: "a byte order mark in a text", body: in("\ufeffa"), php: mes("\ufeffa")},
		{name: "DEL in a text", body: in("\u007fa"), php: mes("\u007fa")},
		{name: "the line ends of XML 1.1", body: in("a\u0085b\u2028"), php: mes("a\u0085b\u2028")},
		{name: "noncharacters", body: in("\ufdd0\U0001fffe"), php: mes("\ufdd0\U0001fffe")},
		{name: "octets that are no UTF-8", body: swap("demo", "demo\xff"), php: badRequest},
		{name: "octets that are no UTF-8 in a comment", body: asked("<mes>a</mes><!--\xff-->"), php: badRequest},
		{name: "a cut sequence of UTF-8", body: in("a\xd0"), php: badRequest},
		{name: "an overlong sequence of UTF-8", body: in("\xc0\xaf"), php: badRequest},
		{name: "a sequence of UTF-8 beyond Unicode", body: in("\xf4\x90\x80\x80"), php: badRequest},
	}
}
