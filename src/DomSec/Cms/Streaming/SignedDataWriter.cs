using System.Formats.Asn1;
using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Crypto;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Cms.Streaming;

/// <summary>
/// Writes a ContentInfo with SignedData around content pushed to it (RFC 5652 section 5.1), hashing it on the way. With no digest
/// algorithm it writes RFC 3183 section 3's empty signature layer: no algorithms, no signers, the content inside.
/// </summary>
internal sealed class SignedDataWriter : OctetSink, IDisposable
{
    private readonly OctetSink _output;
    private readonly bool _ber;
    private readonly DigestAlgorithm _digest;
    private readonly IncrementalHash? _hash;
    private readonly ContentStringWriter _content;
    private readonly bool _detached;
    private bool _started;

    /// <param name="output">Where to.</param>
    /// <param name="ber">Streams with indefinite lengths.</param>
    /// <param name="digest">The signers' digest algorithm; None for an empty signature layer.</param>
    /// <param name="detached">Leaves the content out: it is hashed and travels elsewhere, as in multipart/signed.</param>
    /// <param name="expected">In DER about how many octets of content will come.</param>
    public SignedDataWriter(OctetSink output, bool ber, DigestAlgorithm digest, bool detached = false, int expected = 0)
    {
        _output = output;
        _ber = ber && !detached;
        _digest = digest;
        _detached = detached;
        _hash = digest == DigestAlgorithm.None ? null : Digests.Create(digest);
        _content = new ContentStringWriter(output, _ber, detached ? 0 : expected);
    }

    // Version 1: id-data inside, issuer and serial number, X.509 certificates only (RFC 5652 section 5.1).
    private static ReadOnlySpan<byte> Version => [0x02, 0x01, 0x01];

    private ReadOnlySpan<byte> DigestIdentifier => _digest == DigestAlgorithm.None ? default : Digests.AlgorithmIdentifier(_digest);

    public override void Write(ReadOnlySpan<byte> octets)
    {
        Start();
        _hash?.AppendData(octets);
        if (!_detached)
        {
            _content.Write(octets);
        }
    }

    /// <summary>The content's digest; call after the last octet.</summary>
    public byte[] GetDigest() => _hash!.GetHashAndReset();

    /// <summary>Writes what follows the content.</summary>
    /// <param name="certificates">Certificates to send along.</param>
    /// <param name="signerInfos">The encoded SignerInfos, all of this layer's digest algorithm; none for an empty signature layer.</param>
    public void Finish(IReadOnlyList<ReadOnlyMemory<byte>> certificates, IReadOnlyList<byte[]> signerInfos) => Finish(EncodeTail(certificates, signerInfos));

    /// <summary>Ends an empty signature layer: nobody signs.</summary>
    public void FinishEmpty() => Finish([BerTag.Set, 0x00]);

    /// <summary>Writes what follows the content, from a signer's template.</summary>
    public void Finish(SignerTemplate signer, ReadOnlySpan<byte> attributes, ReadOnlySpan<byte> signature)
    {
        using var tail = new PooledOctets();
        signer.WriteTail(tail, attributes, signature);
        Finish(tail.Span);
    }

    public void Dispose()
    {
        _hash?.Dispose();
        _content.Dispose();
    }

    private void Finish(ReadOnlySpan<byte> tail)
    {
        Start();
        if (_ber)
        {
            _content.FlushPart();
            _output.Write([0x00, 0x00, 0x00, 0x00, 0x00, 0x00]); // the string, [0], EncapsulatedContentInfo
            _output.Write(tail);
            _output.Write([0x00, 0x00, 0x00, 0x00, 0x00, 0x00]); // SignedData, [0], ContentInfo
            _output.Complete();
            return;
        }

        int content = _content.Pending.Length;
        int octetString = DerHeader.LengthOf(content) + content;
        int explicitContent = DerHeader.LengthOf(octetString) + octetString;
        int encapsulated = Oids.Data.ElementLength + (_detached ? 0 : explicitContent);
        int signedData = Version.Length + DerHeader.LengthOf(DigestIdentifier.Length) + DigestIdentifier.Length + DerHeader.LengthOf(encapsulated) + encapsulated + tail.Length;
        int explicitSignedData = DerHeader.LengthOf(signedData) + signedData;
        int contentInfo = Oids.SignedData.ElementLength + DerHeader.LengthOf(explicitSignedData) + explicitSignedData;
        DerHeader.WriteTo(_output, BerTag.Sequence, contentInfo);
        Oids.SignedData.WriteTo(_output);
        DerHeader.WriteTo(_output, BerTag.Context(0), explicitSignedData);
        DerHeader.WriteTo(_output, BerTag.Sequence, signedData);
        _output.Write(Version);
        WriteDigestAlgorithms();
        DerHeader.WriteTo(_output, BerTag.Sequence, encapsulated);
        Oids.Data.WriteTo(_output);
        if (!_detached)
        {
            DerHeader.WriteTo(_output, BerTag.Context(0), octetString);
            DerHeader.WriteTo(_output, BerTag.OctetString, content);
            _output.Write(_content.Pending);
        }

        _output.Write(tail);
        _output.Complete();
    }

    private static byte[] EncodeTail(IReadOnlyList<ReadOnlyMemory<byte>> certificates, IReadOnlyList<byte[]> signerInfos)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        if (certificates.Count > 0)
        {
            using (writer.PushSetOf(new Asn1Tag(TagClass.ContextSpecific, 0)))
            {
                foreach (ReadOnlyMemory<byte> certificate in certificates)
                {
                    writer.WriteEncodedValue(certificate.Span);
                }
            }
        }

        using (writer.PushSetOf())
        {
            foreach (byte[] signerInfo in signerInfos)
            {
                writer.WriteEncodedValue(signerInfo);
            }
        }

        return writer.Encode();
    }

    private void WriteDigestAlgorithms()
    {
        DerHeader.WriteTo(_output, BerTag.Set, DigestIdentifier.Length);
        _output.Write(DigestIdentifier);
    }

    private void Start()
    {
        if (_started)
        {
            return;
        }

        _started = true;
        if (!_ber)
        {
            return;
        }

        _output.Write([BerTag.Sequence, 0x80]);
        Oids.SignedData.WriteTo(_output);
        _output.Write([BerTag.Context(0), 0x80, BerTag.Sequence, 0x80]);
        _output.Write(Version);
        WriteDigestAlgorithms();
        _output.Write([BerTag.Sequence, 0x80]);
        Oids.Data.WriteTo(_output);
        _output.Write([BerTag.Context(0), 0x80, BerTag.OctetString | BerTag.ConstructedBit, 0x80]);
    }
}
