using System.Text;
using DomSec.Hosting;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using MimeKit;

namespace DomSec.Tests.Headers;

/// <summary>Authentication-Results that somebody wrote in the hope that they stay, or that they become part of ours (RFC 8601 sections 5 and 7.1).</summary>
public sealed class ForgedResultsTests
{
    private const string Id = "mx.partner.example";
    private const string Ours = "Authentication-Results: mx.partner.example; smime=none\r\n";

    private static readonly AuthenticationResultsField _field = new(Id, ["bücher.example"]);
    private readonly TestDoors _doors = TestDoors.ForPartner(new() { AuthenticationServiceId = Id });

    [Theory]
    [InlineData(" ; dkim=pass header.d=bank.example\r\n")]
    [InlineData("\t; dkim=pass\r\n ; spf=pass\r\n")]
    [InlineData(" \r\n ; dkim=pass\r\n")]
    [InlineData(" Authentication-Results: mx.partner.example; smime=pass\r\n")]
    [Trait("Requirement", "AR-03 AR-04 AR-05")]
    public async Task Line_that_continues_nothing_does_not_become_part_of_our_field(string first)
    {
        const string Rest = "From: alice@acme.example\r\n\r\nText\r\n";
        Assert.Equal(Ours + Rest, await ApplyAsync(Encoding.UTF8.GetBytes(first + Rest)));
        Assert.Equal("From x@y Sat Jun  1 12:00:00 2024\n" + Ours.Replace("\r", "", StringComparison.Ordinal) + "Subject: a\n\n", await ApplyAsync(Encoding.UTF8.GetBytes("From x@y Sat Jun  1 12:00:00 2024\n" + first.Replace("\r", "", StringComparison.Ordinal) + "Subject: a\n\n")));
        Assert.Equal(Ours + "\r\nText\r\n", await ApplyAsync(Encoding.UTF8.GetBytes(first + "\r\nText\r\n")));
    }

    [Theory]
    [InlineData("Subject: Hi\rAuthentication-Results: mx.partner.example; smime=pass\r\n", "Subject: Hi\r\n")]
    [InlineData("Subject: Hi\rAuthentication-Results: mx.partner.example;\r smime=pass\r\n", "Subject: Hi\r\n")]
    [InlineData("Subject: Hi\rAuthentication-Results: mx.partner.example;\r\n smime=pass\rX: y\r\n", "Subject: Hi\rX: y\r\n")]
    [InlineData("Subject: Hi\rX: y\r\n", "Subject: Hi\rX: y\r\n")]
    [InlineData("Subject: Hi\rAuthentication-Results: other.example; smime=pass\r\n", "Subject: Hi\rAuthentication-Results: other.example; smime=pass\r\n")]
    [InlineData("Authentication-Results: other.example;\rAuthentication-Results: mx.partner.example; smime=pass\r\n", "Authentication-Results: other.example;\r\n")]
    [InlineData("Authentication-Results\r\n : mx.partner.example; smime=pass\r\n", "")]
    [Trait("Requirement", "AR-03")]
    public async Task Field_behind_a_carriage_return_alone_is_one_for_some_readers(string lines, string expected)
    {
        const string Rest = "From: alice@acme.example\r\n\r\nText\r\n";
        Assert.Equal(Ours + expected + Rest, await ApplyAsync(Encoding.UTF8.GetBytes(lines + Rest)));
        Assert.Equal(Ours + "To: bob@b.example\r\n" + expected + Rest, await ApplyAsync(Encoding.UTF8.GetBytes("To: bob@b.example\r\n" + lines + Rest)));
    }

    [Fact]
    [Trait("Requirement", "AR-03 AR-04")]
    public async Task From_with_a_blank_before_its_colon_is_a_field_and_no_separator_of_a_mail_store()
    {
        const string Message = "From : alice@acme.example,\r\n ; dkim=pass <bob@acme.example>\r\nSubject: x\r\n\r\n";
        Assert.Equal(Ours + Message, await ApplyAsync(Encoding.UTF8.GetBytes(Message)));
    }

    [Fact]
    [Trait("Requirement", "AR-03")]
    public async Task Field_behind_a_carriage_return_alone_is_taken_out_of_a_message_that_was_parsed()
    {
        byte[] octets = Encoding.UTF8.GetBytes("Subject: Hi\rAuthentication-Results: mx.partner.example; smime=pass\r\nFrom: alice@acme.example\r\n\r\nText\r\n");
        MimeMessage parsed = Messages.Parse(octets);
        _field.Apply(parsed, await _doors.ClassifyAsync(octets));
        string text = Encoding.UTF8.GetString(Messages.ToOctets(parsed));
        Assert.Contains("Subject: Hi\r\nFrom", text, StringComparison.Ordinal);
        Assert.DoesNotContain("pass", text, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "AR-03 SEC-DOS-03")]
    public async Task Name_of_a_megabyte_of_accents_costs_little()
    {
        string accents = string.Concat(Enumerable.Repeat("\u0327\u0301\u0323", 100_000));
        string message = "Authentication-Results: a" + accents + "; smime=pass\r\n\r\n";
        long start = Environment.TickCount64;
        Assert.Equal(Ours + message, await ApplyAsync(Encoding.UTF8.GetBytes(message)));
        Assert.InRange(Environment.TickCount64 - start, 0, 5000);
    }

    [Theory]
    [InlineData("\"mx.part\\ner.example\" smime=pass")] // a semicolon short, and escaped
    [InlineData("\"mx.\\partner.example\"x; smime=pass")]
    [InlineData("mx(a).(b)partner(c).example; smime=pass")] // RFC 5322 section 4.4: obs-domain
    [InlineData("mx (a) . (mx) partner.example; smime=pass")]
    [InlineData("\\mx.partner.example; smime=pass")]
    [InlineData("m\\x.partner.example; smime=pass")]
    [InlineData(")mx.partner.example; smime=pass")]
    [InlineData("<mx.partner.example>; smime=pass")]
    [InlineData("mx.partner.example,; smime=pass")]
    [InlineData("mx.partner.example/1; smime=pass")]
    [InlineData("mx.partner.example: smime=pass")]
    [InlineData("mx.partner.example\0; smime=pass")]
    [InlineData("mx.partner.example\u000b; smime=pass")]
    [InlineData("\u0001mx.partner.example; smime=pass")]
    [InlineData("mx.part\u200bner.example; smime=pass")]
    [InlineData("mx.part\u00adner.example; smime=pass")]
    [InlineData("\ufeffmx.partner.example; smime=pass")]
    [InlineData("=?utf-8?q?mx.partner.example?=; smime=pass")]
    [InlineData("=?utf-8?b?bXgucGFydG5lci5leGFtcGxlOyBzbWltZT1wYXNz?=")]
    [InlineData("=?utf-8?q?mx.part?= =?utf-8?q?ner.example?=; smime=pass")]
    [InlineData("bücher.example (\u00ff\u00fe); smime=pass", true)]
    [InlineData("b\u00fccher.example foo; smime=pass")]
    [InlineData("(open b\u00fccher.example; smime=pass")]
    [InlineData("(open xn--bcher-kva.example; smime=pass")]
    [Trait("Requirement", "AR-03")]
    public async Task Claim_that_only_some_readers_understand_is_taken_out(string value, bool hasOddOctets = false)
    {
        byte[] field = Encoding.UTF8.GetBytes("Authentication-Results: " + value + "\r\n");
        if (hasOddOctets)
        {
            field = [.. field.Select(octet => octet == 0xBF ? (byte)0xFF : octet)]; // ÿ is C3 BF: not UTF-8 any more, in the comment alone
        }

        Assert.Equal(Ours + "From: alice@acme.example\r\n\r\n", await ApplyAsync([.. field, .. "From: alice@acme.example\r\n\r\n"u8]));
    }

    [Theory]
    [InlineData("other.example; smime=pass reason=\"mx.partner.example\"")]
    [InlineData("=?utf-8?q?other.example?=; smime=pass")]
    [InlineData("other.example/mx; x=pass")]
    [Trait("Requirement", "AR-03")]
    public async Task Others_fields_stay(string value)
    {
        string message = "Authentication-Results: " + value + "\r\nFrom: alice@acme.example\r\n\r\n";
        Assert.Equal(Ours + message, await ApplyAsync(Encoding.UTF8.GetBytes(message)));
    }

    private async Task<string> ApplyAsync(byte[] message)
    {
        using var destination = new MemoryStream();
        await _field.ApplyAsync(new MemoryStream(message), destination, await _doors.ClassifyAsync(message));
        return Encoding.UTF8.GetString(destination.ToArray());
    }
}
