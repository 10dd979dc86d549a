using System.Text;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Cms;

namespace DomSec.Tests.Recipients;

/// <summary>A live national profile: the sample mail of KIM through all its stages.</summary>
public sealed class KimTests
{
    [Theory]
    [InlineData("recipientA/hci-enc-2-kim-bsp.p12", "recipientA/password.txt")]
    [InlineData("recipientB/hci-enc-3-kim-bsp.p12", "recipientB/password.txt")]
    [Trait("Requirement", "CMS-KT-03 CMS-ED-08")]
    public async Task Each_recipient_opens_every_stage(string file, string password)
    {
        using CredentialFile credentials = CredentialFile.ReadPkcs12(Vectors.Bytes("kim/" + file), () => Encoding.ASCII.GetString(Vectors.Bytes("kim/" + password)).Trim());
        Assert.Empty(credentials.Problems);
        PrivateKey key = Assert.Single(credentials.Keys);
        SoftwareDecryptionKey own = SoftwareDecryptionKey.Of(credentials.Certificates.Single(key.IsOf), key)!;
        byte[] encrypted = Vectors.Bytes("kim/inputEmail.txt.04.encryptedcms");
        Assert.Equal(2, Recovery.LayerOf(encrypted).Recipients.Count);

        byte[]? wrapped = await Recovery.OpenAsync(encrypted, [own]);
        Assert.Equal(Vectors.Bytes("kim/inputEmail.txt.03.signedwrap"), wrapped);

        // The sample's maker let line ends be converted in the binary body: each lone CR or LF of the signature became CRLF.
        string signature = Encoding.Latin1.GetString(Vectors.Bytes("kim/inputEmail.txt.02.signedcms"));
        Assert.EndsWith("\r\n\r\n" + signature.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace("\n", "\r\n", StringComparison.Ordinal), Encoding.Latin1.GetString(wrapped!), StringComparison.Ordinal);
        Assert.Equal(Vectors.Bytes("kim/inputEmail.txt.01.rfc822wrap"), RecordingSink.ContentOf(Vectors.Bytes("kim/inputEmail.txt.02.signedcms")));
        Assert.Equal(encrypted, Messages.CmsOf(Vectors.Bytes("kim/inputEmail.txt.05.encryptedwrap")));
    }
}
