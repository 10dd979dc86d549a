using System.Security.Cryptography;
using System.Text;
using DomSec.Ber;

namespace DomSec.Mime;

/// <summary>Writes a multipart/signed message (RFC 1847 section 2.1, RFC 8551 section 3.5.3): header, first part, signature part, in this order.</summary>
internal sealed class ClearSignedWriter
{
    private readonly OctetSink _output;
    private readonly byte[] _delimiter;
    private readonly Buffered _signature = new();

    public ClearSignedWriter(OctetSink output, EntityHeader original, string micalg)
    {
        // "=_" cannot stand in base64 or quoted-printable text (RFC 2045 section 6.7), and 128 random bits do not occur by chance.
        string boundary = "=_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _output = output;
        _delimiter = Encoding.ASCII.GetBytes("--" + boundary);
        SecureEntity.WriteOuterFields(output, original);
        output.Write(Encoding.ASCII.GetBytes(
            $"Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg={micalg};\r\n boundary=\"{boundary}\"\r\n\r\n"));
        output.Write(_delimiter);
        output.Write("\r\n"u8);
    }

    /// <summary>Takes the first part: exactly the octets that are signed.</summary>
    public OctetSink FirstPart => _output;

    /// <summary>Takes the detached signature's octets.</summary>
    public OctetSink SignaturePart => _signature;

    /// <summary>Ends the first part; the line end before the delimiter belongs to the delimiter.</summary>
    public void BeginSignature()
    {
        _output.Write("\r\n"u8);
        _output.Write(_delimiter);
        _output.Write("\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=smime.p7s\r\n\r\n"u8);
    }

    public void End()
    {
        var encoder = new Base64Encoder(_output);
        encoder.Write(_signature.Octets.Span);
        encoder.Complete();
        _output.Write("\r\n"u8);
        _output.Write(_delimiter);
        _output.Write("--\r\n"u8);
        _signature.Octets.Dispose();
    }

    /// <summary>Keeps the signature's octets until the first part has ended.</summary>
    private sealed class Buffered : OctetSink
    {
        public PooledOctets Octets { get; } = new();

        public override void Write(ReadOnlySpan<byte> octets) => Octets.Write(octets);
    }
}
