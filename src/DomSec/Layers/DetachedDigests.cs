using DomSec.Cms;
using DomSec.Crypto;

namespace DomSec.Layers;

/// <summary>
/// The digests of content beside a signature: a multipart/signed's first part, kept until its second part says which one counts, or what
/// the caller handed in with a bare signature.
/// </summary>
internal sealed class DetachedDigests
{
    public Dictionary<DigestAlgorithm, byte[]> Values { get; } = [];

    /// <summary>SEC-CMS-01, as <see cref="MessageLayer.ContentLooksLikeAttributes"/>.</summary>
    public bool LooksLikeAttributes { get; set; }

    /// <summary>Puts the digests where the verifier looks; content inside a detached signature, if any, must be the same (RFC 8551 section 3.5.3.1, SM-MIM-11).</summary>
    public void Reconcile(MessageLayer layer)
    {
        if (layer.ContentDigests.Count > 0)
        {
            foreach ((DigestAlgorithm digest, byte[] inside) in layer.ContentDigests)
            {
                if (Values.TryGetValue(digest, out byte[]? outside) && !outside.AsSpan().SequenceEqual(inside))
                {
                    layer.HoldsOtherContent = true;
                }
            }
        }

        layer.ContentDigests.Clear();
        foreach ((DigestAlgorithm digest, byte[] value) in Values)
        {
            layer.ContentDigests.Add(digest, value);
        }

        layer.ContentLooksLikeAttributes |= LooksLikeAttributes;
        layer.HasContent = true;
        layer.IsOpened = true;
        if (layer.Signers.Count == 0 && !layer.Fault.IsFault)
        {
            layer.Fault = new CmsFault(CmsStatus.Malformed, "the signature part, which has no signer,");
        }
    }
}
