using DomSec.Hosting;

namespace DomSec.Tests.Headers;

/// <summary>Legacy display elements left out of texts that programs act on (RFC 9788 sections 4.5.3 and 4.8).</summary>
public sealed class LegacyDisplayTests
{
    [Theory]
    [InlineData("plain; hp-legacy-display=1", "Subject: Dinner plans\r\n\r\nLet's meet.\r\n", "Let's meet.\r\n")]
    [InlineData("plain; hp-legacy-display=\"1\"", "Subject: Dinner\r\n plans\r\nCc: x\r\n\r\nLet's meet.\r\n", "Let's meet.\r\n")]
    [InlineData("plain", "Subject: Dinner plans\r\n\r\nLet's meet.\r\n", null)]
    [InlineData("plain; hp-legacy-display=0", "Subject: Dinner plans\r\n\r\nLet's meet.\r\n", null)]
    [InlineData("plain; hp-legacy-display=1", "Dear all\r\n\r\nLet's meet.\r\n", null)]
    [InlineData("plain; hp-legacy-display=1", "\r\nSubject: x\r\n\r\nLet's meet.\r\n", null)]
    [InlineData("plain; hp-legacy-display=1", "Subject: no end", null)]
    [InlineData("html; hp-legacy-display=1", "<html><body>\n<div class=\"header-protection-legacy-display\"><pre>Subject: x</pre></div>\n<p>Text</p></body></html>", "<html><body>\n\n<p>Text</p></body></html>")]
    [InlineData("html; hp-legacy-display=1", "<body><div class='header-protection-legacy-display'><div>a</div></div >b</body>", "<body>b</body>")]
    [InlineData("html; hp-legacy-display=1", "<body><p>a</p><div class=\"header-protection-legacy-display\">b</div></body>", null)] // not the first
    [InlineData("html; hp-legacy-display=1", "<body><div class=\"other\">b</div></body>", null)]
    [InlineData("html; hp-legacy-display=1", "<body><div class=\"header-protection-legacy-display\">never closed", null)]
    [InlineData("html", "<body><div class=\"header-protection-legacy-display\">b</div></body>", null)]
    [Trait("Requirement", "HP-07")]
    public void Element_is_left_out_where_it_is_announced_and_first(string type, string text, string? expected)
    {
        Assert.Equal(expected ?? text, LegacyDisplay.TextWithout("text/" + type, text));
        Assert.Equal((expected ?? text).ReplaceLineEndings("\n"), LegacyDisplay.TextWithout("text/" + type, text.ReplaceLineEndings("\n")));
    }
}
