using DomSec.Ber;

namespace DomSec.Cms;

/// <summary>What a SignerInfo is said to sign, as found here.</summary>
/// <param name="Type">eContentType; ignored for a countersignature, whose content has no type.</param>
/// <param name="Digest">The content's digest under the signer's digest algorithm; empty when the algorithm is not supported or the content is not there.</param>
/// <param name="LooksLikeAttributes">SEC-CMS-01: whether the content could be the signed attributes of another signature.</param>
/// <param name="IsCountersigned">Whether the content is another signature (RFC 5652 section 11.4).</param>
internal readonly record struct SignedContent(Oid Type, ReadOnlyMemory<byte> Digest, bool LooksLikeAttributes = false, bool IsCountersigned = false);
