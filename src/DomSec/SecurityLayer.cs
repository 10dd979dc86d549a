namespace DomSec;

/// <summary>One layer of a message.</summary>
public sealed class SecurityLayer
{
    internal SecurityLayer()
    {
    }

    /// <summary>What it is.</summary>
    public required LayerKind Kind { get; init; }

    /// <summary>What carried it.</summary>
    public required LayerCarrier Carrier { get; init; }

    /// <summary>How it was encoded.</summary>
    public required LayerEncoding Encoding { get; init; }

    /// <summary>The signatures of a signed layer, in message order; empty otherwise.</summary>
    public required IReadOnlyList<SignatureReport> Signatures { get; init; }

    /// <summary>The recipients of an encrypted layer, in message order; empty otherwise.</summary>
    public required IReadOnlyList<RecipientReport> Recipients { get; init; }

    /// <summary>The content encryption's name of an encrypted layer, or null.</summary>
    public required string? ContentEncryption { get; init; }

    /// <summary>Whether what is inside could be read.</summary>
    public required bool IsOpened { get; init; }

    /// <summary>The flags raised by the layer itself.</summary>
    public required IReadOnlyList<RaisedFlag> Flags { get; init; }
}
