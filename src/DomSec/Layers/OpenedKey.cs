using System.Security.Cryptography;
using DomSec.Crypto.Platform;

namespace DomSec.Layers;

/// <summary>What earlier passes learnt about one encrypted layer.</summary>
internal sealed class OpenedKey
{
    public required bool[] OwnRecipients { get; init; }

    /// <summary>Whether a private key could not be used.</summary>
    public bool IsKeyUnavailable { get; set; }

    /// <summary>Whether its content was too large to be held: later passes need not hold the beginning to find that out.</summary>
    public bool IsStreamed { get; set; }

    /// <summary>Whether nothing is left to be found out: <see cref="ContentKey"/> opens it, or nothing does.</summary>
    public bool IsSettled { get; set; }

    /// <summary>The key: proved by the content's tag, or in CBC mode the one that fits best, right or not, so that every pass reads the same.</summary>
    public byte[]? ContentKey { get; set; }

    /// <summary>Marks plaintext that no tag protects, so that passes can tell whether they saw the same.</summary>
    public byte[] MacKey { get; } = RandomNumberGenerator.GetBytes(ContentMac.KeySize);

    /// <summary>The associated data, for a cipher that takes it before the content while CMS sends it after; null until a pass has read it.</summary>
    public byte[]? AssociatedData { get; set; }
}
