using DomSec.Ber;
using DomSec.Crypto;
using DomSec.Layers;
using DomSec.Mime;

namespace DomSec.Signing.MailList;

/// <summary>What remains of a message when its outermost layers are stripped, octet for octet: the domain signature covers what was verified (RFC 3183 section 5.1, example 7).</summary>
internal sealed class RemainingContent
{
    private readonly MessageWalker _walker;
    private readonly MessageSource _message;
    private readonly MessageWalk _walk;
    private readonly MessageLayer _last;
    private readonly MessageLayer? _first;

    /// <param name="walker">Took the message apart.</param>
    /// <param name="message">The message.</param>
    /// <param name="walk">What was found in it.</param>
    /// <param name="stripped">How many of the outermost layers go; at least one.</param>
    public RemainingContent(MessageWalker walker, MessageSource message, MessageWalk walk, int stripped)
    {
        _walker = walker;
        _message = message;
        _walk = walk;
        _last = walk.Layers[stripped - 1];
        _first = walk.Layers.ElementAtOrDefault(stripped);
    }

    /// <summary>Whether it can be put into MIME: an entity can, and bare CMS of the types that S/MIME has a label for.</summary>
    public bool CanWrite => _last.IsEncrypted ? LayerContentWriter.CanWrite(_last) : IsEntity || NestedType is not null;

    /// <summary>Whether its first layer says in its label what it is. Bare CMS gets a label here.</summary>
    public bool IsLabelled => _first?.Header is not { } header || header.IsPkcs7Mime || header.IsNamedOctetStream || header.IsMultipartSigned;

    /// <summary>Whether it has no lines, so that it cannot be a part of a multipart/signed as it is.</summary>
    public bool IsBinary => (_first is null ? _walk.ContentHeader : _first.Header) is { IsBinary: true };

    private bool IsEntity => _last.InnerContentType == Oids.Data || _last.InnerContentType.IsEmpty;

    /// <summary>The content type of CMS nested without MIME; of X.400 style content, what its ContentInfo said.</summary>
    private Oid? NestedType => _last.InnerContentType == Oids.ContentInfo
        ? _first?.Kind switch
        {
            LayerKind.Signed or LayerKind.NullSigned or LayerKind.Receipt => Oids.SignedData,
            LayerKind.Enveloped => Oids.EnvelopedData,
            LayerKind.AuthEnveloped => Oids.AuthEnvelopedData,
            LayerKind.Compressed => Oids.CompressedData,
            _ => null,
        }
        : LayerContentWriter.SmimeType(_last.InnerContentType) is null ? null : _last.InnerContentType;

    /// <summary>Pushes it into a sink and completes that.</summary>
    public async ValueTask PumpAsync(OctetSink sink, Func<CancellationToken, ValueTask> drain, CancellationToken ct)
    {
        OctetSink target = Target(sink);
        if (_last.Plaintext is { } held)
        {
            using var plaintext = new MessageSource(held.Memory);
            await plaintext.PumpAsync(target, drain, ct).ConfigureAwait(false);
        }
        else
        {
            // Nothing was kept, so the source is read, and what is released verified, once more.
            await _walker.ReleaseAsync(_message, _walk, _last, target, drain, ct).ConfigureAwait(false);
        }
    }

    private OctetSink Target(OctetSink sink)
    {
        if (!IsEntity)
        {
            return _last.IsEncrypted ? LayerContentWriter.Cms(sink, _last) : LayerContentWriter.CmsOfUnknownLength(sink, NestedType!.Value, _last.InnerContentType == Oids.ContentInfo);
        }

        if (_first is null && _walk.ContentHeader is { } header && (header.IsUnreadable || header.HasStrayLines))
        {
            // Text that was encrypted without a header (openssl cms -encrypt does that): all of it is content.
            SecureEntity.WriteContentHeader(sink, EntityHeader.Parse(default));
        }

        // RFC 1847 section 2.1: what a multipart/signed covers are its canonical lines; in other layers octets are octets, and so they are in a signature inside that has no lines.
        return _last.Carrier == LayerCarrier.MultipartSigned && !IsBinary ? new CanonicalLines(sink) : sink;
    }
}
