using System.Text;
using DomSec.Hosting;
using DomSec.TestKit;
using DomSec.Tests.Classification;
using DomSec.Tests.Hosting;
using MimeKit;
using MimeKit.Cryptography;

namespace DomSec.Tests.Headers;

/// <summary>Authentication-Results put into messages (RFC 8601, RFC 7281).</summary>
public sealed class AuthenticationResultsFieldTests
{
    private const string Id = "mx.partner.example";

    private static readonly AuthenticationResultsField _field = new(Id, ["mx2.partner.example", "bücher.example"]);
    private readonly TestDoors _doors = TestDoors.ForPartner(new() { AuthenticationServiceId = Id });

    [Theory]
    [InlineData("Authentication-Results: mx.partner.example; smime=pass")]
    [InlineData("AUTHENTICATION-results:MX.Partner.EXAMPLE; smime=pass")]
    [InlineData("Authentication-Results: mx.partner.example")]
    [InlineData("Authentication-Results: mx.partner.example 1; smime=pass")]
    [InlineData("Authentication-Results: mx.partner.example. ; smime=pass")]
    [InlineData("Authentication-Results:\r\n\tmx.partner.example;\r\n smime=pass")]
    [InlineData("Authentication-Results: (a (nested \\) one); comment) mx.partner.example (x); smime=pass")]
    [InlineData("Authentication-Results: \"mx.partner.example\"; smime=pass")]
    [InlineData("Authentication-Results: \"mx.part\\ner.example\" 1; smime=pass")]
    [InlineData("Authentication-Results : mx.partner.example; smime=pass")]
    [InlineData("Authentication-Results: mx2.partner.example; smime=pass")]
    [InlineData("Authentication-Results: xn--bcher-kva.example; smime=pass")]
    [InlineData("Authentication-Results: b\u00fccher.example; smime=pass")]
    [InlineData("Authentication-Results: (open mx.partner.example; smime=pass")] // not readable, and it mentions us
    [InlineData("Authentication-Results: \"mx.partner.example; smime=pass")]
    [InlineData("Authentication-Results: mx.partner.example=x; mx.partner.example; smime=pass", true)] // another name, as it stands
    [InlineData("Authentication-Results: other mx.partner.example; smime=pass")] // two words: some readers skip the first
    [InlineData("Authentication-Results: mx.partner.\r\n example; smime=pass")]
    [InlineData("Authentication-Results: other.example; smime=pass", true)]
    [InlineData("Authentication-Results: notmx.partner.example; smime=pass", true)]
    [InlineData("Authentication-Results: other.example (mx.partner.example); smime=pass", true)]
    [InlineData("X-Authentication-Results: mx.partner.example; smime=pass", true)]
    [InlineData("ARC-Authentication-Results: i=1; mx.partner.example; smime=pass", true)]
    [InlineData("Subject: Authentication-Results: mx.partner.example; smime=pass", true)]
    [Trait("Requirement", "AR-03")]
    public async Task Field_that_claims_to_be_ours_is_taken_out_however_it_is_written(string forged, bool kept = false)
    {
        string message = "Received: from x\r\n" + forged + "\r\nFrom: alice@acme.example\r\n\r\nText\r\n";
        byte[] octets = Encoding.UTF8.GetBytes(message);
        DomainSecurityReport report = await _doors.ClassifyAsync(octets);
        string ours = "Authentication-Results: mx.partner.example; smime=none\r\n";
        (int removed, string text) = await ApplyAsync(octets, report);
        Assert.Equal(kept ? 0 : 1, removed);
        Assert.Equal(ours + (kept ? message : message.Replace(forged + "\r\n", "", StringComparison.Ordinal)), text);

        MimeMessage parsed = Messages.Parse(octets);
        Assert.Equal(kept ? 0 : 1, _field.Apply(parsed, report));
        Assert.Equal(Id, AuthenticationResults.Parse(parsed.Headers[0].RawValue).AuthenticationServiceIdentifier);
        Assert.Equal("Received", parsed.Headers[1].Field);
    }

    [Fact]
    [Trait("Requirement", "AR-03 AR-04 AR-07")]
    public async Task Field_stands_first_nothing_else_moves_and_signatures_verify()
    {
        const string Trace = "Received: two\r\nAuthentication-Results: mx.partner.example; smime=pass\r\nReceived: one\r\nAuthentication-Results: mx.partner.example; spf=pass\r\n";
        byte[] signed = [.. Encoding.ASCII.GetBytes(Trace), .. await TestDoors.ForAcme().SignedAsync(Messages.HtmlMultipart())];
        DomainSecurityReport report = await _doors.ClassifyAsync(signed);
        (int removed, string text) = await ApplyAsync(signed, report);
        Assert.Equal(2, removed);
        Assert.StartsWith("Authentication-Results: mx.partner.example; smime=pass (domain signature)\r\n body.smime-part=1 body.smime-identifier=domain-signing-authority@acme.example\r\nReceived: two\r\nReceived: one\r\nFrom: ", text, StringComparison.Ordinal);
        Assert.Contains("Subject: Two forms\r\n", text, StringComparison.Ordinal);
        byte[] after = Encoding.Latin1.GetBytes(text);
        Assert.Equal(LayeredMessage.Of(signed).Entity, LayeredMessage.Of(after).Entity);
        DomainSecurityReport again = await _doors.ClassifyAsync(after);
        again.HasStatus(SecurityStatus.Pass);
        Assert.Equal(HeaderProtectionLevel.Rfc9788, again.HeaderProtection); // HP-08: what was added on the way is legitimate
        again.DoesNotRaise(SecurityFlags.HeaderMismatch);

        MimeMessage parsed = Messages.Parse(signed);
        _field.Apply(parsed, report);
        Assert.Equal(["Authentication-Results", "Received", "Received", "From"], parsed.Headers.Take(4).Select(field => field.Field));
        (await _doors.ClassifyAsync(Messages.ToOctets(parsed))).HasStatus(SecurityStatus.Pass);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100_000)]
    [Trait("Requirement", "AR-04")]
    public async Task Any_chunking_gives_the_same_and_large_messages_stream(int chunk)
    {
        byte[] message = Encoding.ASCII.GetBytes("Authentication-Results: mx.partner.example; x=pass\nFrom: a@b.example\n\nText\n" + new string('x', chunk < 10 ? 100 : 1_000_000));
        using var destination = new MemoryStream();
        int removed = await _field.ApplyAsync(new Pieces(message, chunk), destination, report: null);
        Assert.Equal(1, removed);
        Assert.Equal(message[message.AsSpan().IndexOf("From"u8)..], destination.ToArray());
    }

    [Theory]
    [InlineData("From x@y Sat Jun  1 12:00:00 2024\nSubject: a\n\nText\n", "From x@y Sat Jun  1 12:00:00 2024\nAuthentication-Results: mx.partner.example; smime=none\nSubject: a\n\nText\n")]
    [InlineData("\r\nno header", "Authentication-Results: mx.partner.example; smime=none\r\n\r\nno header")]
    [InlineData("Subject: no body\r\n", "Authentication-Results: mx.partner.example; smime=none\r\nSubject: no body\r\n")]
    [InlineData("stray line\r\nSubject: x\r\n\r\n", "Authentication-Results: mx.partner.example; smime=none\r\nstray line\r\nSubject: x\r\n\r\n")]
    [Trait("Requirement", "AR-04")]
    public async Task Odd_messages_keep_their_octets(string message, string expected)
    {
        byte[] octets = Encoding.ASCII.GetBytes(message);
        Assert.Equal((0, expected), await ApplyAsync(octets, await _doors.ClassifyAsync(octets)));
    }

    [Fact]
    [Trait("Requirement", "AR-03")]
    public async Task Header_beyond_the_limit_is_an_error_and_nothing_is_written()
    {
        byte[] message = Encoding.ASCII.GetBytes("X: " + new string('x', 3000) + "\r\n\r\nText");
        using var destination = new MemoryStream();
        await Assert.ThrowsAsync<DomSecException>(() => _field.ApplyAsync(new MemoryStream(message), destination, report: null, DomSecLimits.Default with { MaxHeaderBytes = 2000 }));
        Assert.Equal(0, destination.Length);
    }

    [Fact]
    [Trait("Requirement", "AR-05")]
    public void Value_with_anything_but_printable_ascii_is_refused_and_quotes_are_not_folded()
    {
        Assert.Throws<ArgumentException>(() => AuthenticationResultsField.Format("x; smime=pass\r\nX-Injected: yes"));
        Assert.Throws<ArgumentException>(() => AuthenticationResultsField.Format("x; smime=\u00fc"));
        Assert.Throws<ArgumentException>(() => new AuthenticationResultsField(" "));
        string issuer = "\"CN=" + string.Join(' ', Enumerable.Repeat("name", 30)) + "\"";
        string field = AuthenticationResultsField.Format("mx.partner.example; smime=pass body.smime-serial=01 body.smime-issuer=" + issuer);
        Assert.Contains("\r\n body.smime-issuer=" + issuer + "\r\n", field, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "AR-06")]
    public void Documentation_says_that_absence_proves_nothing()
    {
        string file = File.ReadAllText(RepositoryFolder.Path("src/DomSec/Hosting/AuthenticationResultsField.cs"));
        Assert.Matches("(?s)no such field proves\\s+/// nothing \\(RFC 7281 section 5\\)", file);
    }

    [Theory]
    [InlineData("S(S)", "1 1/1")]
    [InlineData("S(M)", "1 1/2")]
    [InlineData("M(S)", "2 1")]
    [InlineData("M(M)", "2 1.2")]
    [InlineData("M(M(S))", "2 1.2 1.1")]
    [InlineData("M(S(M))", "2 1 1/2")]
    [InlineData("S(M(S))", "1 1/2 1/1")]
    [InlineData("E(S)", "1/1")]
    [InlineData("E(M(M))", "1/2 1/1.2")]
    [Trait("Requirement", "AR-02")]
    public async Task Part_names_the_signature_as_imap_does(string layers, string parts)
    {
        LayeredMessage message = LayeredMessage.Of(Messages.Plain());
        foreach (char layer in layers.Where(char.IsLetter).Reverse())
        {
            message = layer switch { 'S' => message.Signed(Ids.Alice), 'M' => message.ClearSigned(Ids.Alice), _ => message.Enveloped([Ids.PartnerDca]) };
        }

        DomainSecurityReport report = await _doors.ClassifyAsync(message.ToOctets());
        AuthenticationResults parsed = AuthenticationResults.Parse(Encoding.ASCII.GetBytes(report.AuthenticationResults));
        Assert.Equal(parts.Split(' '), parsed.Results.Select(result => result.Properties.Single(property => property.Property == "smime-part").Value));
    }

    [Fact]
    [Trait("Requirement", "AR-02")]
    public async Task Serial_and_issuer_come_together_or_not_at_all()
    {
        TestIdentity nameless = TestCa.Shared.IssuePerson("alice@acme.example", TestKeyType.P256, shape => shape.Emails.Clear());
        foreach (TestIdentity signer in new[] { nameless, Ids.Alice })
        {
            string text = (await _doors.ClassifyAsync(LayeredMessage.Of(Messages.Plain()).Signed(signer).ToOctets())).AuthenticationResults;
            bool hasSerial = text.Contains("body.smime-serial=", StringComparison.Ordinal);
            Assert.Equal(hasSerial, text.Contains("body.smime-issuer=", StringComparison.Ordinal));
            Assert.NotEqual(hasSerial, text.Contains("body.smime-identifier=", StringComparison.Ordinal));
        }
    }

    private static async Task<(int Removed, string Text)> ApplyAsync(byte[] message, DomainSecurityReport? report)
    {
        using var destination = new MemoryStream();
        int removed = await _field.ApplyAsync(new MemoryStream(message), destination, report);
        return (removed, Encoding.UTF8.GetString(destination.ToArray()));
    }

    private sealed class Pieces(byte[] octets, int size) : MemoryStream(octets)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
