using System.Buffers;
using System.Formats.Asn1;
using DomSec.Ber;
using DomSec.Crypto;
using DomSec.Crypto.Platform;

namespace DomSec.Cms.Streaming;

/// <summary>
/// Writes a ContentInfo with EnvelopedData (RFC 5652 section 6.1) or, for an authenticating cipher, AuthEnvelopedData (RFC 5083
/// section 2.1) around content pushed to it.
/// </summary>
internal sealed class EnvelopedDataWriter : OctetSink, IDisposable
{
    private readonly OctetSink _output;
    private readonly bool _ber;
    private readonly ContentCipher _cipher;
    private readonly WholeContentEncryptor? _whole; // GCM in DER: the content is kept in any case, and is encrypted where it lies
    private readonly ContentEncryptor? _encryptor; // otherwise
    private readonly byte[] _contentEncryptionAlgorithm;
    private readonly byte[] _head;
    private readonly ContentStringWriter _content;
    private bool _started;
    private byte[] _tag = [];

    /// <param name="output">Where to.</param>
    /// <param name="ber">Streams with indefinite lengths.</param>
    /// <param name="cipher">The content cipher.</param>
    /// <param name="contentKey">Its fresh key (CMS-AE-07: never used twice); the caller wipes it.</param>
    /// <param name="originatorCertificates">Certificates for originatorInfo, or none.</param>
    /// <param name="recipientInfos">The encoded RecipientInfos, at least one.</param>
    /// <param name="tagSize">Octets of the tag, for a cipher that has a choice.</param>
    /// <param name="derivesKey">Whether the content's key is derived from <paramref name="contentKey"/> (RFC 9709).</param>
    /// <param name="expected">In DER about how many octets of content will come.</param>
    public EnvelopedDataWriter(
        OctetSink output,
        bool ber,
        ContentCipher cipher,
        ReadOnlySpan<byte> contentKey,
        IReadOnlyList<ReadOnlyMemory<byte>> originatorCertificates,
        IReadOnlyList<byte[]> recipientInfos,
        int tagSize = ContentCipher.EmittedTagSize,
        bool derivesKey = false,
        int expected = 0)
    {
        _output = output;
        _ber = ber;
        _cipher = cipher;
        _whole = ber || derivesKey || tagSize != ContentCipher.EmittedTagSize ? null : WholeContentEncryptor.TryCreate(cipher, contentKey);
        if (_whole is not null)
        {
            _contentEncryptionAlgorithm = _whole.AlgorithmIdentifier;
        }
        else
        {
            _encryptor = ContentEncryptor.Create(cipher, contentKey, out _contentEncryptionAlgorithm, tagSize, derivesKey)
                ?? throw new ArgumentException("The key does not fit the cipher.", nameof(contentKey));
        }

        _content = new ContentStringWriter(output, ber, expected) { HoldsSecrets = _whole is not null };

        // CMS-BER-03: DER but for the lengths around the content, so recipientInfos is a sorted SET OF (X.690 section 11.6).
        AsnWriter writer = DerWriters.Rent();

        // RFC 5652 section 6.1; RFC 5083 section 2.1: always 0.
        writer.WriteInteger(cipher.IsAuthenticated ? 0 : EnvelopedDataVersion.Of(originatorCertificates.Count > 0, hasUnprotectedAttributes: false, recipientInfos));
        if (originatorCertificates.Count > 0)
        {
            OriginatorInfo.Write(writer, originatorCertificates);
        }

        using (writer.PushSetOf())
        {
            foreach (byte[] recipient in recipientInfos)
            {
                writer.WriteEncodedValue(recipient);
            }
        }

        _head = DerWriters.EncodeAndReturn(writer);
    }

    private Oid ContentType => _cipher.IsAuthenticated ? Oids.AuthEnvelopedData : Oids.EnvelopedData;

    public override void Write(ReadOnlySpan<byte> octets)
    {
        Start();
        if (_encryptor is null)
        {
            _content.Write(octets);
            return;
        }

        if (!_ber)
        {
            _content.Advance(_encryptor.Update(octets, _content.GetSpan(_encryptor.MaxOutput(octets.Length))));
            return;
        }

        while (!octets.IsEmpty)
        {
            int take = Math.Min(octets.Length, 32 << 10);
            byte[] buffer = ArrayPool<byte>.Shared.Rent(_encryptor.MaxOutput(take));
            int written = _encryptor.Update(octets[..take], buffer);
            _content.Write(buffer.AsSpan(0, written));
            ArrayPool<byte>.Shared.Return(buffer);
            octets = octets[take..];
        }
    }

    /// <summary>Ends the content and writes what follows it.</summary>
    public void Finish()
    {
        FinishContent();
        while (WriteNext(int.MaxValue))
        {
        }
    }

    /// <summary>Ends the content, which is encrypted by then. <see cref="WriteNext"/> writes what is still to be written.</summary>
    public void FinishContent()
    {
        Start();
        byte[] tag = new byte[_encryptor?.TagSize ?? WholeContentEncryptor.TagSize];
        EncryptRest(tag);
        _tag = tag;
        if (_ber)
        {
            return;
        }

        int content = _content.Pending.Length;
        int encryptedContentInfo = Oids.Data.ElementLength + _contentEncryptionAlgorithm.Length + DerHeader.LengthOf(content) + content;
        int mac = tag.Length == 0 ? 0 : DerHeader.LengthOf(tag.Length) + tag.Length;
        int enveloped = _head.Length + DerHeader.LengthOf(encryptedContentInfo) + encryptedContentInfo + mac;
        int explicitEnveloped = DerHeader.LengthOf(enveloped) + enveloped;
        DerHeader.WriteTo(_output, BerTag.Sequence, ContentType.ElementLength + DerHeader.LengthOf(explicitEnveloped) + explicitEnveloped);
        ContentType.WriteTo(_output);
        DerHeader.WriteTo(_output, BerTag.Context(0), explicitEnveloped);
        DerHeader.WriteTo(_output, BerTag.Sequence, enveloped);
        _output.Write(_head);
        DerHeader.WriteTo(_output, BerTag.Sequence, encryptedContentInfo);
        Oids.Data.WriteTo(_output);
        _output.Write(_contentEncryptionAlgorithm);
        DerHeader.WriteTo(_output, BerTag.ContextPrimitive(0), content);
    }

    /// <summary>Writes up to so many octets of content, and after the last of them what follows; false when there is no more.</summary>
    public bool WriteNext(int octets)
    {
        if (_ber)
        {
            _content.FlushPart();
            _output.Write([0x00, 0x00, 0x00, 0x00]); // the string, EncryptedContentInfo
            WriteTag(_tag);
            _output.Write([0x00, 0x00, 0x00, 0x00, 0x00, 0x00]); // EnvelopedData, [0], ContentInfo
            _output.Complete();
            return false;
        }

        if (_content.WriteNext(octets))
        {
            return true;
        }

        WriteTag(_tag);
        _output.Complete();
        return false;
    }

    public void Dispose()
    {
        _encryptor?.Dispose();
        _whole?.Dispose();
        _content.Dispose();
    }

    private void EncryptRest(Span<byte> tag)
    {
        if (_whole is null)
        {
            byte[] last = ArrayPool<byte>.Shared.Rent(_encryptor!.MaxOutput(0));
            _content.Write(last.AsSpan(0, _encryptor.Finish(last, tag)));
            ArrayPool<byte>.Shared.Return(last);
            return;
        }

        _whole.Encrypt(_content.Pending, tag);
        _content.HoldsSecrets = false; // every octet of plaintext was overwritten
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
        ContentType.WriteTo(_output);
        _output.Write([BerTag.Context(0), 0x80, BerTag.Sequence, 0x80]);
        _output.Write(_head);
        _output.Write([BerTag.Sequence, 0x80]);
        Oids.Data.WriteTo(_output);
        _output.Write(_contentEncryptionAlgorithm);
        _output.Write([BerTag.Context(0), 0x80]);
    }

    private void WriteTag(ReadOnlySpan<byte> tag)
    {
        if (!tag.IsEmpty)
        {
            DerHeader.WriteTo(_output, BerTag.OctetString, tag.Length);
            _output.Write(tag);
        }
    }
}
