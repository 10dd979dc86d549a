using System.Text;
using DomSec.TestKit;
using DomSec.Tests.Cms;

namespace DomSec.Tests.Properties;

/// <summary>One message of every kind, made by the doors and by other engines; small, so that mutations hit everything.</summary>
internal static class SeedCorpus
{
    private static readonly Lazy<Task<IReadOnlyList<(string Name, byte[] Message)>>> _messages = new(MakeAsync);

    public static Task<IReadOnlyList<(string Name, byte[] Message)>> MessagesAsync() => _messages.Value;

    /// <summary>The same header around another CMS object.</summary>
    public static byte[] Replace(byte[] message, byte[] cms) => [.. message.AsSpan(0, message.AsSpan().IndexOf("\r\n\r\n"u8) + 4), .. Base64(cms)];

    public static byte[] Base64(byte[] cms) => Encoding.Latin1.GetBytes(Convert.ToBase64String(cms, Base64FormattingOptions.InsertLineBreaks) + "\r\n");

    private static async Task<IReadOnlyList<(string, byte[])>> MakeAsync()
    {
        TwoDomains ec = TwoDomains.Ec;
        byte[] plain = Messages.Plain();
        byte[] signed = await ec.SignAsync(plain);
        byte[] reviewed = await ec.SignAsync(signed, type: SignatureType.Review);
        byte[] streamed = await ec.SignAsync(plain, AlgorithmProfile.Smime4 with { Encoding = CmsEncoding.Ber });
        byte[] gcm = await ec.EncryptAsync(signed);
        byte[] cbc = await ec.EncryptAsync(signed, AlgorithmProfile.Smime32);
        byte[] streamedGcm = await ec.EncryptAsync(streamed, AlgorithmProfile.Smime4 with { Encoding = CmsEncoding.Ber });
        TestIdentity alice = TestCa.Shared.IssuePerson("alice@acme.example", TestKeyType.P256);
        byte[] header = Messages.Split(plain).Header;
        byte[] emptyLayer = Tlv.Signed(Tlv.Octets(Messages.Split(plain).Entity));
        byte[] bareNested = Tlv.Signed(Tlv.Octets(Content(Messages.CmsOf(signed))), eContentType: Tlv.SignedData);
        return
        [
            ("plain", plain),
            ("multipart", Messages.HtmlMultipart()),
            ("signed", signed),
            ("signed, BER", streamed),
            ("signed, re-encoded", Replace(signed, BerReencoder.ToIndefinite(Messages.CmsOf(signed), 7))),
            ("reviewed", reviewed),
            ("encrypted, GCM", gcm),
            ("encrypted, CBC", cbc),
            ("encrypted, BER", streamedGcm),
            ("encrypted twice", await ec.EncryptAsync(gcm, withoutSignature: true)),
            ("clear-signed", Messages.ClearSigned(alice)),
            ("clear-signed, domain around", await ec.SignAsync(Messages.ClearSigned(alice))),
            ("opaque by a person", Messages.OpaqueSigned(alice)),
            ("empty layer", Messages.Carry(header, emptyLayer, "signed-data")),
            ("nested without MIME", Messages.Carry(header, bareNested, "signed-data")),
            ("certificates only", Messages.Carry(header, Tlv.Signed(null, Tlv.Definite(0xA0, alice.Der)), "certs-only")),
            ("compressed", Messages.Carry(header, Tlv.ContentInfo(Tlv.CompressedData, Tlv.Seq(Tlv.Int(0), Tlv.Seq(), Tlv.Seq(Tlv.Oid(Tlv.Data), Tlv.Definite(0xA0, Tlv.Octets(1, 2))))), "compressed-data")),
            ("bare CMS", Messages.CmsOf(reviewed)),
            ("bare CMS, BER", Messages.CmsOf(streamedGcm)),
            ("PEM", [.. "-----BEGIN PKCS7-----\n"u8, .. Base64(Messages.CmsOf(signed)), .. "-----END PKCS7-----\n"u8]),
            ("LF alone", [.. signed.Where(octet => octet != '\r')]),
            ("protected part", [.. header, .. "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"u8, .. signed, .. "\r\n--x--\r\n"u8]),
        ];
    }

    /// <summary>What stands in ContentInfo's [0].</summary>
    private static byte[] Content(byte[] cms)
    {
        var info = new DomSec.Ber.BerReader(cms);
        DomSec.Ber.BerReader fields = info.ReadSequence();
        fields.ReadOid();
        return fields.ReadConstructed(0xA0).Rest.ToArray();
    }
}
