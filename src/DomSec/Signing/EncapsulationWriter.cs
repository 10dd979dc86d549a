using DomSec.Ber;
using DomSec.Cms.Streaming;
using DomSec.Crypto;
using DomSec.Layers;
using DomSec.Mime;

namespace DomSec.Signing;

/// <summary>
/// Writes the new message: content → [empty signature layer → base64 →] signature layer → base64 → [encryption → base64 →] [outer signature → base64 →]
/// destination, each octet touched once per layer (RFC 3183 sections 3 and 5).
/// </summary>
internal sealed class EncapsulationWriter
{
    private readonly EntityHeader _header;
    private readonly LayerSigner _signer;
    private readonly DomSecLimits _limits;

    /// <param name="header">The message's own header; its fields stay outside.</param>
    /// <param name="signer">Makes the signature.</param>
    /// <param name="limits">Limits.</param>
    public EncapsulationWriter(EntityHeader header, LayerSigner signer, DomSecLimits limits)
    {
        _header = header;
        _signer = signer;
        _limits = limits;
    }

    /// <summary>RFC 3183 section 3: puts the empty layer around content that is no signature, so that the signature encapsulates one.</summary>
    public required bool NeedsEmptyLayer { get; init; }

    /// <summary>How the signatures are encoded.</summary>
    public required CmsEncoding Encoding { get; init; }

    /// <summary>DS-ENC-12: writes the signature as multipart/signed, unless another layer goes around it.</summary>
    public bool IsClearSigned { get; init; }

    /// <summary>The encryption around the signature, or null.</summary>
    public PreparedEnvelope? Envelope { get; init; }

    /// <summary>Makes the signature around all, or null.</summary>
    public LayerSigner? OuterSigner { get; init; }

    /// <summary>Pushes the content into a sink, and drains what was produced between chunks.</summary>
    public required Func<OctetSink, Func<CancellationToken, ValueTask>, CancellationToken, ValueTask> PumpContentAsync { get; init; }

    /// <summary>Writes it all.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="length">About how long the content is.</param>
    /// <param name="ct">Cancels.</param>
    public async ValueTask WriteAsync(Stream destination, long length, CancellationToken ct)
    {
        bool large = length > _limits.MaxBufferedBytes;
        bool ber = Encoding == CmsEncoding.Ber || (Encoding == CmsEncoding.Auto && large);
        bool envelopeBer = Envelope?.IsBer(large) ?? true;
        bool clear = IsClearSigned && Envelope is null && OuterSigner is null;

        // About what each layer will hold: the header fields, and base64 once for each layer.
        int inner = large ? 0 : (int)length + 1024;
        int signed = NeedsEmptyLayer ? inner / 48 * 66 : inner;
        int enveloped = Envelope is null ? 0 : (signed + 4096) / 48 * 66;
        int outer = OuterSigner is null ? 0 : (Math.Max(signed, enveloped) + 4096) / 48 * 66;
        int expected = (Math.Max(signed, Math.Max(enveloped, outer)) + 4096) / 48 * 66;
        using var output = new OutputBuffer(
            destination, streams: large && ((ber && envelopeBer) || clear), expected: clear ? expected : Math.Min(OutputBuffer.MostReleased, expected));
        if (clear)
        {
            await ClearSignAsync(output, ber, ct).ConfigureAwait(false);
            return;
        }

        OctetSink sink = output.Octets;
        SignedDataWriter? outerLayer = null;
        EnvelopedDataWriter? envelope = null;
        try
        {
            if (OuterSigner is not null)
            {
                Begin(sink, output, "signed-data");
                sink = outerLayer = new SignedDataWriter(new Base64Encoder(sink), ber, OuterSigner.Outline, expected: outer);
            }

            if (Envelope is not null)
            {
                Begin(sink, output, Envelope.SmimeType);
                sink = envelope = Envelope.Begin(new Base64Encoder(sink), envelopeBer, enveloped);
            }

            Begin(sink, output, "signed-data");
            using var layer = new SignedDataWriter(new Base64Encoder(sink), ber, _signer.Outline, expected: signed + 512);
            await PumpInnerAsync(layer, ber, inner, output, ct).ConfigureAwait(false);
            await _signer.FinishAsync(layer, before: null, ct).ConfigureAwait(false);
            await WriteRestAsync(layer.WriteNext, output, isOutermost: envelope is null && outerLayer is null, ct).ConfigureAwait(false);
            if (envelope is not null)
            {
                envelope.FinishContent();
                await WriteRestAsync(envelope.WriteNext, output, isOutermost: outerLayer is null, ct).ConfigureAwait(false);
            }

            if (outerLayer is not null)
            {
                await OuterSigner!.FinishAsync(outerLayer, before: null, ct).ConfigureAwait(false);
                await WriteRestAsync(outerLayer.WriteNext, output, isOutermost: true, ct).ConfigureAwait(false);
            }
        }
        finally
        {
            envelope?.Dispose();
            outerLayer?.Dispose();
        }

        await output.WriteAsync(ct).ConfigureAwait(false);
    }

    /// <summary>A layer's header: the message's own around the outermost, a MIME entity's further in.</summary>
    private void Begin(OctetSink sink, OutputBuffer output, string smimeType)
    {
        if (ReferenceEquals(sink, output.Octets))
        {
            SecureEntity.WriteMessageHeader(sink, _header, smimeType);
        }
        else
        {
            SecureEntity.WritePkcs7Header(sink, smimeType);
        }
    }

    /// <summary>The layer as multipart/signed, its first part readable without S/MIME (RFC 8551 section 3.5.3).</summary>
    private async ValueTask ClearSignAsync(OutputBuffer output, bool ber, CancellationToken ct)
    {
        var multipart = new ClearSignedWriter(output.Octets, _header, _signer.Micalg);
        using var layer = new SignedDataWriter(multipart.SignaturePart, ber: false, _signer.Outline, detached: true);
        await PumpInnerAsync(new Tee(multipart.FirstPart, layer), ber, expected: 0, output, ct).ConfigureAwait(false);
        await _signer.FinishAsync(layer, multipart.BeginSignature, ct).ConfigureAwait(false);
        await WriteRestAsync(layer.WriteNext, output, isOutermost: true, ct).ConfigureAwait(false);
        multipart.End();
        await output.WriteAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Writes what a layer still has. After the outermost one nothing can fail any more, so what is written need not be held.</summary>
    private static async ValueTask WriteRestAsync(Func<int, bool> writeNext, OutputBuffer output, bool isOutermost, CancellationToken ct)
    {
        if (isOutermost)
        {
            output.Release();
        }

        while (writeNext(OutputBuffer.Piece))
        {
            await output.DrainAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>Pushes what the signature will cover.</summary>
    private async ValueTask PumpInnerAsync(OctetSink layer, bool ber, int expected, OutputBuffer output, CancellationToken ct)
    {
        if (!NeedsEmptyLayer)
        {
            await PumpContentAsync(layer, output.DrainAsync, ct).ConfigureAwait(false);
            return;
        }

        SecureEntity.WritePkcs7Header(layer, "signed-data");
        using var emptyLayer = new SignedDataWriter(new Base64Encoder(layer), ber, DigestAlgorithm.None, expected: expected);
        await PumpContentAsync(emptyLayer, output.DrainAsync, ct).ConfigureAwait(false);
        emptyLayer.FinishEmpty();
    }

    private sealed class Tee(OctetSink first, OctetSink second) : OctetSink
    {
        public override void Write(ReadOnlySpan<byte> octets)
        {
            first.Write(octets);
            second.Write(octets);
        }
    }
}
