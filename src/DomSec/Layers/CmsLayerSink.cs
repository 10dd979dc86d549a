using DomSec.Ber;
using DomSec.Cms;
using DomSec.Cms.Streaming;
using DomSec.Crypto;

namespace DomSec.Layers;

/// <summary>Reads one CMS layer: feeds the decoder, hashes and passes on signed content, keeps encrypted content for the opener.</summary>
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

        if (_layer.Fault.IsFault)
        {
            _layer.Kind = LayerKind.Malformed;
            _layer.Dispose();
            _reader.ForgetInside(_layer);
        }
        else if (_layer.IsEncrypted && _layer.Ciphertext is not null)
        {
            _reader.SetPending(_layer);
        }
    }

    public void OnContentType(Oid contentType)
    {
        _layer.Kind = contentType == Oids.SignedData ? LayerKind.Signed
            : contentType == Oids.EnvelopedData ? LayerKind.Enveloped
            : contentType == Oids.AuthEnvelopedData ? LayerKind.AuthEnveloped
            : contentType == Oids.CompressedData ? LayerKind.Compressed
            : LayerKind.Opaque;
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
                _layer.ContentEncryptionAlgorithm = AlgorithmIdentifier.Parse(raw);
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
                break;
            case LayerKind.Enveloped or LayerKind.AuthEnveloped:
                _layer.Ciphertext = new PooledOctets(64 << 10);
                break;
            default:
                break;
        }
    }

    public void OnContent(ReadOnlySpan<byte> octets)
    {
        _hashes?.Write(octets);
        _inner?.Write(octets);
        if (_layer.Ciphertext is { } ciphertext)
        {
            if (octets.Length > Array.MaxLength - ciphertext.Length)
            {
                Fail(new CmsFault(CmsStatus.Limit, "the encrypted content"));
                return;
            }

            ciphertext.Write(octets);
        }
    }

    public void OnContentEnd()
    {
        _hashes?.Finish(_layer.ContentDigests);
        _layer.ContentLooksLikeAttributes |= _hashes is { LooksLikeAttributes: true };
        _inner?.Complete();
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
