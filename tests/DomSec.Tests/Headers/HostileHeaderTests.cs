using System.Diagnostics;
using System.Globalization;
using System.Text;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using DomSec.Tests.Signing;

namespace DomSec.Tests.Headers;

/// <summary>Header fields that a sender made up to hurt: many, oddly named, oddly folded.</summary>
public sealed class HostileHeaderTests
{
    private static readonly DomainSigningRequest _request = new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence, Recipients = ["bob@partner.example"] };

    public static TheoryData<string> Names { get; } = ["X-Gr\u00fc\u00dfe: a\r\n", "X\u0001Y: a\r\n", "X Y: a\r\n", "X-Space : a\r\n", "X\"Y: a\r\n", "-----X: a\r\n", ": a\r\n", "X\u00ff: a\r\n", "\u00ff: a\r\n", "X\u007fY: a\r\n"];

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Requirement", "HP-11")]
    public async Task Oddly_named_field_is_signed_so_that_it_verifies_or_refused(string field)
    {
        byte[] message = Encoding.Latin1.GetBytes("From: alice@acme.example\r\nTo: bob@partner.example\r\n" + field + "Subject: Budget\r\n\r\nText\r\n");
        foreach (HeaderProtectionScheme scheme in new[] { HeaderProtectionScheme.Auto, HeaderProtectionScheme.Rfc7508 })
        {
            foreach (bool encrypts in new[] { false, true })
            {
                (DomainSigningReport report, byte[] signed) = await TestDoors.ForAcme().SignAsync(
                    message, _request with { HeaderProtection = scheme, RequireEncryption = encrypts, HeaderConfidentiality = encrypts ? HeaderConfidentiality.Baseline : null });
                if (report.Outcome == DomainOutcome.Applied)
                {
                    DomainSecurityReport classified = await TestDoors.ForPartner().ClassifyAsync(signed);
                    classified.HasStatus(SecurityStatus.Pass);
                    Assert.NotEqual(HeaderProtectionLevel.None, classified.HeaderProtection);
                }
            }
        }
    }

    [Theory]
    [InlineData("sign")]
    [InlineData("classify")]
    [InlineData("decrypt")]
    [InlineData("encrypt")]
    [InlineData("attribute")]
    [Trait("Requirement", "SEC-DOS-02")]
    public async Task Many_field_names_cost_no_more_than_their_octets(string door)
    {
        var fields = new StringBuilder(Protected.Fields);
        for (int i = 0; fields.Length < 600_000; i++)
        {
            fields.Append(CultureInfo.InvariantCulture, $"{i:x}:\r\n");
        }

        string header = fields.ToString();
        byte[] message = Encoding.ASCII.GetBytes(header + "\r\nText\r\n");
        byte[] protectedInside = Protected.Signed(Protected.Fields, Protected.Payload("clear", header));
        byte[] concealed = Protected.Encrypted(Protected.Fields, Protected.Payload("cipher", header));
        byte[] cipherInside = Protected.Signed(header, Protected.Payload("cipher", header));
        byte[] attribute = Protected.Signed(header, Protected.Plain, info => info.SignedAttributes.Add(Protected.Attribute(1, [("From", "Alice <alice@acme.example>", -1), .. Enumerable.Range(0, 3000).Select(i => ($"{i:x}", "", -1))])));
        TestDoors acme = TestDoors.ForAcme();
        TestDoors partner = TestDoors.ForPartner();
        var watch = Stopwatch.StartNew();
        switch (door)
        {
            case "sign":
                await acme.SignedAsync(message, _request with { RequireEncryption = true });
                break;
            case "classify":
                await partner.ClassifyAsync(protectedInside);
                break;
            case "decrypt":
                await partner.DecryptAsync(concealed);
                break;
            case "attribute":
                await partner.ClassifyAsync(attribute);
                break;
            default:
                await acme.EncryptedAsync(cipherInside);
                break;
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), watch.Elapsed.ToString());
    }
}
