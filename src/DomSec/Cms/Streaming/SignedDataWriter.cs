using System.Formats.Asn1;
using DomSec.Ber;
using DomSec.Crypto;

namespace DomSec.Cms.Streaming;

/// <summary>
/// Writes a ContentInfo with SignedData around content pushed to it (RFC 5652 section 5.1), hashing it on the way. With no digest
/// algorithm it writes RFC 3183 section 3's empty signature layer: no algorithms, no signers, the content inside.
/// </summary>
internal sealed class SignedDataWriter : OctetSink, IDisposable
{
    private readonly OctetSink _output;
    private readonly bool _ber;
    private readonly SignedDataOutline _outline;
    private readonly Dictionary<DigestAlgorithm, RunningHash> _hashes = [];
    private readonly ContentStringWriter _content;
    private readonly bool _detached;
    private bool _started;
    private readonly PooledOctets _tail = new();

    /// <param name="output">Where to.</param>
    /// <param name="ber">Streams with indefinite lengths.</param>
    /// <param name="digest">The signers' digest algorithm; None for an empty signature layer.</param>
    /// <param name="detached">Leaves the content out: it is hashed and travels elsewhere, as in multipart/signed.</param>
    /// <param name="expected">In DER about how many octets of content will come.</param>
    public SignedDataWriter(OctetSink output, bool ber, DigestAlgorithm digest, bool detached = false, int expected = 0)
        : this(output, ber, SignedDataOutline.Of(digest), detached, expected)
    {
    }

    /// <param name="output">Where to.</param>
    /// <param name="ber">Streams with indefinite lengths.</param>
    /// <param name="outline">What stands before the content.</param>
    /// <param name="detached">Leaves the content out.</param>
    /// <param name="expected">In DER about how many octets of content will come.</param>
    public SignedDataWriter(OctetSink output, bool ber, SignedDataOutline outline, bool detached = false, int expected = 0)
    {
        _output = output;
        _ber = ber && !detached;
        _outline = outline;
        _detached = detached;
        foreach (DigestAlgorithm digest in outline.Digests)
        {
            _hashes.Add(digest, Digests.Create(digest));
        }

        _content = new ContentStringWriter(output, _ber, detached ? 0 : expected);
    }

    private ReadOnlySpan<byte> Version => new byte[] { BerTag.Integer, 0x01, (byte)_outline.Version };

    public override void Write(ReadOnlySpan<byte> octets)
    {
        Start();
        foreach (RunningHash hash in _hashes.Values)
        {
            hash.AppendData(octets);
        }

        if (!_detached)
        {
            _content.Write(octets);
        }
    }

    /// <summary>The content's digest, of the only algorithm; call after the last octet.</summary>
    public byte[] GetDigest() => GetDigest(_outline.Digests[0]);

    /// <summary>The content's digest under one of the outline's algorithms; call once for each, after the last octet.</summary>
    public byte[] GetDigest(DigestAlgorithm digest) => _hashes[digest].GetHashAndReset();

    /// <summary>Writes what follows the content.</summary>
    /// <param name="certificates">Certificates to send along.</param>
    /// <param name="signerInfos">The encoded SignerInfos, all of this layer's digest algorithms; none for an empty signature layer.</param>
    public void Finish(IReadOnlyList<ReadOnlyMemory<byte>> certificates, IReadOnlyList<byte[]> signerInfos)
    {
        BeginFinish(certificates, signerInfos);
        WriteRest();
    }

    /// <summary>As <see cref="Finish(IReadOnlyList{ReadOnlyMemory{byte}}, IReadOnlyList{byte[]})"/>, but the content is left to <see cref="WriteNext"/>.</summary>
    public void BeginFinish(IReadOnlyList<ReadOnlyMemory<byte>> certificates, IReadOnlyList<byte[]> signerInfos)
    {
        _tail.Write(EncodeCertificates(certificates));
        WriteSetOf(_tail, BerTag.Set, [.. signerInfos.Select(signerInfo => (ReadOnlyMemory<byte>)signerInfo)]);
        BeginFinish();
    }

    /// <summary>Writes what follows the content, from a signer's template.</summary>
    public void Finish(SignerTemplate signer, ReadOnlySpan<byte> attributes, ReadOnlySpan<byte> signature)
    {
        BeginFinish(signer, attributes, signature);
        WriteRest();
    }

    /// <summary>As <see cref="Finish(SignerTemplate, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>, but the content is left to <see cref="WriteNext"/>.</summary>
    public void BeginFinish(SignerTemplate signer, ReadOnlySpan<byte> attributes, ReadOnlySpan<byte> signature)
    {
        signer.WriteTail(_tail, attributes, signature);
        BeginFinish();
    }

    /// <summary>Writes up to so many octets of content, and after the last of them what follows; false when there is no more.</summary>
    public bool WriteNext(int octets)
    {
        if (_ber)
        {
            _content.FlushPart();
            _output.Write([0x00, 0x00, 0x00, 0x00, 0x00, 0x00]); // the string, [0], EncapsulatedContentInfo
            _output.Write(_tail.Span);
            _output.Write([0x00, 0x00, 0x00, 0x00, 0x00, 0x00]); // SignedData, [0], ContentInfo
            _output.Complete();
            return false;
        }

        if (!_detached && _content.WriteNext(octets))
        {
            return true;
        }

        _output.Write(_tail.Span);
        _output.Complete();
        return false;
    }

    /// <summary>certificates [0], members as they are; nothing for none.</summary>
    internal static byte[] EncodeCertificates(IReadOnlyList<ReadOnlyMemory<byte>> certificates)
    {
        using var encoded = new PooledOctets();
        if (certificates.Count > 0)
        {
            WriteSetOf(encoded, BerTag.Context(0), certificates);
        }

        return encoded.ToArray();
    }

    /// <summary>Ends an empty signature layer: nobody signs.</summary>
    public void FinishEmpty()
    {
        _tail.Write([BerTag.Set, 0x00]);
        BeginFinish();
        WriteRest();
    }

    public void Dispose()
    {
        foreach (RunningHash hash in _hashes.Values)
        {
            hash.Dispose();
        }

        _content.Dispose();
        _tail.Dispose();
    }

    private void WriteRest()
    {
        while (WriteNext(int.MaxValue))
        {
        }
    }

    private void BeginFinish()
    {
        Start();
        if (_ber)
        {
            return;
        }

        int content = _content.Pending.Length;
        int octetString = DerHeader.LengthOf(content) + content;
        int explicitContent = DerHeader.LengthOf(octetString) + octetString;
        int encapsulated = Oids.Data.ElementLength + (_detached ? 0 : explicitContent);
        int signedData = Version.Length + DerHeader.LengthOf(DigestIdentifiersLength) + DigestIdentifiersLength + DerHeader.LengthOf(encapsulated) + encapsulated + _tail.Length;
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
        }
    }

    /// <summary>CMS-GEN-05: members as they are, whatever encoding their signer chose; in the order of DER (X.690 section 11.6).</summary>
    private static void WriteSetOf(OctetSink output, byte tag, IReadOnlyList<ReadOnlyMemory<byte>> members)
    {
        ReadOnlyMemory<byte>[] sorted = [.. members];
        Array.Sort(sorted, static (a, b) => a.Span.SequenceCompareTo(b.Span));
        DerHeader.WriteTo(output, tag, sorted.Sum(member => (long)member.Length));
        foreach (ReadOnlyMemory<byte> member in sorted)
        {
            output.Write(member.Span);
        }
    }

    private int DigestIdentifiersLength
    {
        get
        {
            int length = 0;
            foreach (ReadOnlyMemory<byte> identifier in _outline.DigestIdentifiers)
            {
                length += identifier.Length;
            }

            return length;
        }
    }

    private void WriteDigestAlgorithms()
    {
        DerHeader.WriteTo(_output, BerTag.Set, DigestIdentifiersLength);
        foreach (ReadOnlyMemory<byte> identifier in _outline.DigestIdentifiers)
        {
            _output.Write(identifier.Span);
        }
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
