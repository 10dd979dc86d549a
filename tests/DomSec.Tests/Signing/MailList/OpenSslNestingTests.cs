using System.Text;
using DomSec.TestKit;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Signing.MailList;

/// <summary>Section 5 between strangers: nested by <c>openssl cms</c>, and what goes out decrypted and verified by it down to the text.</summary>
public sealed class OpenSslNestingTests
{
    private static readonly DomainSigningRequest Request = new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence, Recipients = ["bob@partner.example"] };

    /// <summary>Layers outside in, how many go, whether encryption is forced.</summary>
    public static TheoryData<string, int, bool> Nestings { get; } = new()
    {
        { "S", 0, false },
        { "SS", 0, false },
        { "ES", 1, false },
        { "AS", 1, false },
        { "SSES", 3, false },
        { "SESES", 2, true },
        { "SASAS", 2, true },
    };

    [Theory]
    [MemberData(nameof(Nestings))]
    [Trait("Requirement", "DS-MLA-09")]
    [Trait("Requirement", "DS-MLA-10")]
    [Trait("Requirement", "DS-MLA-16")]
    [Trait("Requirement", "DS-DSG-05")]
    public async Task What_openssl_nested_it_takes_apart_again_after_us(string layers, int stripped, bool forced)
    {
        using var openssl = new OpenSsl();
        (byte[] header, byte[] text) = Messages.Split(Messages.Plain());
        var entities = new List<byte[]> { text };
        foreach (char layer in layers.Reverse())
        {
            entities.Insert(0, layer == 'S'
                ? Messages.Carry([], openssl.Sign(entities[0], Ids.Alice, "-stream", "-indef"), "signed-data")
                : Messages.Carry([], openssl.Encrypt(entities[0], [Ids.AcmeDca], layer == 'A' ? "-aes-256-gcm" : "-aes-256-cbc"), layer == 'A' ? "authEnveloped-data" : "enveloped-data"));
        }

        foreach (bool requires in new[] { false, true })
        {
            byte[] output = await TestDoors.ForAcme().SignedAsync([.. header, .. entities[0]], Request with { RequireEncryption = requires });
            byte[] inside = output;
            if (forced || requires)
            {
                inside = openssl.DecryptMessage(inside, Ids.PartnerDca).Expect().Output;
            }

            inside = openssl.VerifyMessage(inside, TestCa.Shared).Expect().Output; // the domain signature
            Assert.Equal(TestDoors.Text(entities[stripped]), TestDoors.Text(inside));
            foreach (char layer in layers.Skip(stripped))
            {
                inside = (layer == 'S' ? openssl.VerifyMessage(inside, TestCa.Shared) : openssl.DecryptMessage(inside, Ids.AcmeDca)).Expect().Output;
            }

            Assert.Equal(TestDoors.Text(text), TestDoors.Text(inside));
        }
    }

    [Fact]
    [Trait("Requirement", "DS-ENC-11")]
    [Trait("Requirement", "DS-MLA-09")]
    public async Task Signature_of_openssl_nested_without_MIME_gets_a_label_and_keeps_its_octets()
    {
        using var openssl = new OpenSsl();
        (byte[] header, byte[] text) = Messages.Split(Messages.Plain());
        byte[] signed = openssl.Sign(text, Ids.Alice);
        byte[] cms = NestedMessage.Enveloped(NestedMessage.Inside(signed), OddSignatures.SignedData, isAuthenticated: false).For(Ids.AcmeDca).Encode();
        byte[] output = await TestDoors.ForAcme().SignedAsync(Messages.Carry(header, cms, "enveloped-data"), Request);
        byte[] inside = openssl.VerifyMessage(output, TestCa.Shared).Expect().Output;
        Assert.Contains("smime-type=signed-data", Encoding.Latin1.GetString(inside), StringComparison.Ordinal);
        Assert.Equal(Convert.ToHexString(signed), Convert.ToHexString(Messages.CmsOf([.. "From: x@y\r\n"u8, .. inside])));
        Assert.Equal(TestDoors.Text(text), TestDoors.Text(openssl.VerifyMessage(inside, TestCa.Shared).Expect().Output));
    }
}
