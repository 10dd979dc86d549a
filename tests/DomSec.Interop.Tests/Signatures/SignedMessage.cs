using System.Text;
using DomSec.TestKit;

namespace DomSec.Interop.Tests.Signatures;

/// <summary>Puts a peer's SignedData into a message from alice@acme.example.</summary>
internal static class SignedMessage
{
    public static readonly byte[] Header = Messages.Split(Messages.Plain()).Header;
    public static readonly byte[] Entity = Messages.Split(Messages.Plain()).Entity;

    public static byte[] Opaque(byte[] cms) => Messages.Carry(Header, cms, "signed-data");

    /// <summary>multipart/signed around the entity (RFC 8551 section 3.5.3).</summary>
    public static byte[] Clear(byte[] cms, string digest)
    {
        string micalg = digest.Replace("sha", "sha-", StringComparison.Ordinal);
        string signature = Convert.ToBase64String(cms, Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\r\n");
        return
        [
            .. Header,
            .. Encoding.ASCII.GetBytes($"Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg={micalg}; boundary=\"edge\"\r\n\r\n--edge\r\n"),
            .. Entity,
            .. Encoding.ASCII.GetBytes($"\r\n--edge\r\nContent-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{signature}\r\n--edge--\r\n"),
        ];
    }

    /// <summary>The message with one letter of its text changed; the text must be readable in it.</summary>
    public static byte[] Altered(byte[] octets)
    {
        byte[] altered = [.. octets];
        int at = altered.AsSpan().IndexOf("quarter"u8);
        Assert.True(at >= 0, "the text is not in one piece");
        altered[at] ^= 1;
        return altered;
    }
}
