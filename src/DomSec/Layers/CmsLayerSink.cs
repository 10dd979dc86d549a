using DomSec.Ber;
using DomSec.Cms;
using DomSec.Cms.Streaming;
using DomSec.Crypto;
using DomSec.Crypto.BouncyCastle;

namespace DomSec.Layers;

/// <summary>
/// Reads one CMS layer: feeds the decoder, hashes and passes on signed content, keeps encrypted content for the opener or, beyond what is held,
/// streams it through what the opener gives.
/// </summary>
internal sealed class CmsLayerSink : OctetSink, ICmsSink
{
    private readonly LayerReader _reader;
    private readonly MessageLayer _layer;
    private readonly DomSecLimits _limits;
    private readonly bool _allDigests;
    private readonly DetachedDigests? _detached;
    private readonly CmsDecoder _decoder;
    private ContentHashes? _hashes;
    private ReadOnlyMemory<byte> _digestAlgorithms;
    private OctetSink? _inner;
    private ZlibInflater? _inflater;
    private bool _isZlib;
    private int _heldBytes;
    private LayerReader.Mark _before;

    public CmsLayerSink(LayerReader reader, MessageLayer layer, DomSecLimits limits, bool allDigests, Oid bareType, DetachedDigests? detachedDigests)
    {
        _reader = reader;
        _layer = layer;
        _limits = limits;
        _allDigests = allDigests;
        _detached = detachedDigests;
        _decoder = new CmsDecoder(this, limits.MaxStructureBytes, bareType);
        if (!bareType.IsEmpty)
        {
            OnContentType(bareType);
        }
    }

    public override void Write(ReadOnlySpan<byte> octets) => _decoder.Write(octets);

    public override void Complete()
    {
        _decoder.Complete();
        _layer.IsBer = _decoder.SawBer;
        if (_decoder.Fault.IsFault)
        {
            Fail(_decoder.Fault);
        }

        if (_decoder.SawPadding)
        {
            _layer.Flags.Add(new RaisedFlag(SecurityFlags.TrailingData, "Zero octets or blanks follow the CMS object."));
        }

        if (!_layer.Fault.IsFault && _layer.Kind is LayerKind.Signed or LayerKind.NullSigned or LayerKind.Receipt)
        {
            FinishSigned();
        }

        _reader.StopAwaiting(this);
        if (_layer.Fault.IsFault)
        {
            _layer.Kind = LayerKind.Malformed;
            if (_layer.Stream is null)
            {
                _reader.ForgetInside(_layer);
            }
            else
            {
                _reader.Unopen(_layer, _before);
            }

            _layer.Dispose();
        }
        else if (_layer.Stream is { } stream)
        {
            FinishStream(stream);
        }
        else if (_layer.IsEncrypted && _layer.Ciphertext is not null)
        {
            _reader.SetPending(_layer);
        }
    }

    public void OnContentType(Oid contentType)
    {
        _layer.Kind = LayerKinds.Of(contentType);
        if (_detached is not null && _layer.Kind != LayerKind.Signed)
        {
            Fail(new CmsFault(CmsStatus.Malformed, "the signature part of a multipart/signed"));
        }
    }

    public void OnInnerContentType(Oid contentType) => _layer.InnerContentType = contentType;

    public void OnField(CmsField field, ReadOnlyMemory<byte> raw)
    {
        switch (field)
        {
            case CmsField.DigestAlgorithms:
                _digestAlgorithms = raw;
                break;
            case CmsField.Certificates:
                Check(CertificateSet.TryParse(raw, _limits.MaxCertificates, out IReadOnlyList<ReadOnlyMemory<byte>> certificates), "the certificates");
                _layer.Certificates = certificates;
                break;
            case CmsField.SignerInfos:
                Check(SignerInfo.TryParseSet(raw, _limits, out IReadOnlyList<SignerInfo> signers), "the SignerInfos");
                _layer.Signers = signers;
                break;
            case CmsField.OriginatorInfo:
                _layer.OriginatorCertificates = OriginatorInfo.ReadCertificates(raw, _limits.MaxCertificates);
                break;
            case CmsField.RecipientInfos:
                Check(RecipientInfo.TryParseSet(raw, _limits, out IReadOnlyList<RecipientInfo> recipients), "the RecipientInfos");
                _layer.Recipients = recipients;
                break;
            case CmsField.ContentEncryptionAlgorithm:
                _layer.ContentEncryptionAlgorithm = CekDerivation.Resolve(AlgorithmIdentifier.Parse(raw), out bool derivesKey);
                _layer.DerivesContentKey = derivesKey;
                break;
            case CmsField.CompressionAlgorithm:
                _isZlib = AlgorithmIdentifier.Parse(raw).Algorithm == Oids.Zlib;
                break;
            case CmsField.UnprotectedAttributes or CmsField.UnauthenticatedAttributes:
                // CMS-ED-04: read for their form and their number, and never trusted: nothing asks what they say.
                var attributes = new BerReader(raw);
                BerElement set = attributes.ReadElement();
                Check(attributes.Ok ? AttributeSet.TryParse(set, _limits.MaxAttributes, out _) : CmsStatus.Malformed, "the unprotected attributes");
                break;
            case CmsField.Mac:
                _layer.Mac = new BerReader(raw).ReadOctetString();
                break;
            case CmsField.AuthenticatedAttributes:
                _layer.AuthenticatedAttributes = raw;
                break;
            default:
                break;
        }
    }

    /// <summary>The layer whose keys are awaited.</summary>
    public MessageLayer Layer => _layer;

    /// <summary>Goes on with content that is too large to be held.</summary>
    public void Continue(EnvelopeStream stream)
    {
        _reader.StopAwaiting(this);
        _layer.Stream = stream;
        _layer.IsOpened = stream.IsReading;
        using PooledOctets held = _layer.Ciphertext!;
        _layer.Ciphertext = null;
        stream.Write(held.Span);
    }

    public void OnContentBegin()
    {
        _layer.HasContent = true;
        switch (_layer.Kind)
        {
            case LayerKind.Signed:
                // Inside a detached signature the content is compared with the first part, so both are hashed alike, whatever is announced.
                _hashes = new ContentHashes(
                    _detached is not null ? [.. _detached.Values.Keys]
                    : _allDigests ? ContentHashes.Every
                    : ContentHashes.Announced(_digestAlgorithms));
                _layer.IsOpened = true;
                _inner = _detached is null ? _reader.Inner(_layer) : null;
                if (LayerKinds.IsRead(_layer.InnerContentType))
                {
                    _inner?.Write(_decoder.AnyContentHeader); // PKCS#7 v1.5 nests the SEQUENCE itself; it is read with its header and digested without
                }

                break;
            case LayerKind.Enveloped or LayerKind.AuthEnveloped:
                _heldBytes = _reader.HeldBytes(_layer);
                _layer.Ciphertext = new PooledOctets(_reader.ExpectedBytes(_heldBytes)) { HoldsSecrets = false }; // whoever carried the message has seen it
                break;
            case LayerKind.Compressed when _isZlib:
                _inflater = new ZlibInflater();
                _layer.IsOpened = true;
                _inner = _reader.Inner(_layer);
                break;
            default:
                break;
        }
    }

    public void OnContent(ReadOnlySpan<byte> octets)
    {
        if (_inflater is not null)
        {
            Inflate(octets);
            return;
        }

        _hashes?.Write(octets);
        _inner?.Write(octets);
        if (_layer.Stream is { } stream)
        {
            stream.Write(octets);
        }
        else if (_layer.Ciphertext is { } ciphertext)
        {
            ciphertext.Write(octets);
            if (ciphertext.Length > _heldBytes)
            {
                _before = _reader.SetMark();
                _reader.AwaitKeys(this);
                if (ciphertext.Length - _heldBytes > Math.Max(_limits.MaxTnefBytes, DomSecLimits.DecompressionGraceBytes))
                {
                    // SEC-DOS-01: keys come between chunks of the source, and compression inside compression makes gigabytes of one chunk.
                    Fail(new CmsFault(CmsStatus.Limit, "the encrypted content"));
                    ciphertext.Dispose();
                    _layer.Ciphertext = null;
                    _reader.StopAwaiting(this);
                }
            }
        }
    }

    public void OnContentEnd()
    {
        _hashes?.Finish(_layer.ContentDigests);
        if (_decoder.IsAnyContentIndefinite && LayerKinds.IsRead(_layer.InnerContentType))
        {
            _inner?.Write([0, 0]);
        }

        _layer.ContentLooksLikeAttributes |= _hashes is { LooksLikeAttributes: true };
        if (_inflater is { IsDone: false })
        {
            Fail(new CmsFault(CmsStatus.Malformed, "the compressed content"));
        }

        _inflater?.Dispose();
        if (!_layer.Fault.IsFault)
        {
            _inner?.Complete();
        }
    }

    private void Inflate(ReadOnlySpan<byte> octets)
    {
        while (!_layer.Fault.IsFault && _inflater!.Take(ref octets) is { IsEmpty: false } expanded)
        {
            if (_reader.TryExpand(expanded.Length))
            {
                _inner!.Write(expanded);
            }
            else
            {
                Fail(new CmsFault(CmsStatus.Limit, "the compressed content")); // a few octets that become gigabytes
            }
        }

        if (_inflater!.IsBroken)
        {
            Fail(new CmsFault(CmsStatus.Malformed, "the compressed content"));
        }
    }

    private void FinishStream(EnvelopeStream stream)
    {
        bool opened = stream.Finish(_layer.Mac.Span, _layer.Kind == LayerKind.AuthEnveloped ? AssociatedData.Of(_layer, _limits.MaxAttributes) : []);
        if (stream.NeedsAnotherPass)
        {
            _reader.RequestPass();
        }

        if (stream.IsReading && !opened)
        {
            _layer.Facts?.Dispose();
            _layer.Facts = null;
            if (_layer.Kind == LayerKind.AuthEnveloped)
            {
                _reader.Unopen(_layer, _before);
            }
            else
            {
                _reader.Refute(_layer, _before);
            }
        }

        stream.Dispose();
        _layer.Stream = null;
    }

    private void FinishSigned()
    {
        if (_detached is not null)
        {
            _detached.Reconcile(_layer);
            return;
        }

        if (_layer.Signers.Count > 0)
        {
            return;
        }

        // DS-ENC-08: a bag of certificates and an empty signature layer differ by the content being there.
        _layer.Kind = _layer.HasContent ? LayerKind.NullSigned : LayerKind.CertsOnly;
    }

    private void Check(CmsStatus status, string what)
    {
        if (status != CmsStatus.Ok)
        {
            Fail(new CmsFault(status, what));
        }
    }

    private void Fail(CmsFault fault)
    {
        if (!_layer.Fault.IsFault)
        {
            _layer.Fault = fault;
        }
    }
}
