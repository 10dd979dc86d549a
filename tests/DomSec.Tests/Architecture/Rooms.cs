namespace DomSec.Tests.Architecture;

/// <summary>
/// The rooms and their arrows. Arrows point down only and rooms on one line do not touch:
/// <code>
/// Hosting                    Gateway                              Diagnostics (leaf; called by the doors)
///               Signing   Confidentiality   Classification
///               Naming        Trust         Layers
/// Providers                   Mime          Cms
/// Decisions (pure)
/// / (contracts)                        X509   Crypto
///                                        Ber
/// </code>
/// Some rooms need less than the drawing allows, and the table keeps them to it: naming is pure rules, the gateway sees contracts and no door.
/// </summary>
public static class Rooms
{
    public const string Root = "";

    private static readonly string[] BelowTheDoors = ["Naming", "Trust", "Layers", "Providers", "Decisions", "Mime", "Cms", Root, "X509", "Crypto", "Ber", "Diagnostics"];

    /// <summary>The rooms this version has.</summary>
    public static IReadOnlyList<Room> Built { get; } =
    [
        // Hosting is where the house is put together: it makes the doors and what they stand on, and adds logs and counters to them.
        new("Hosting", ["Gateway", "Signing", "Confidentiality", "Classification", .. BelowTheDoors]),
        new("Signing", BelowTheDoors),
        new("Confidentiality", BelowTheDoors),
        new("Classification", BelowTheDoors),
        // Naming is pure rules: no trust, no messages, no I/O.
        new("Naming", Root, "X509", "Ber"),
        new("Trust", "Providers", Root, "X509", "Crypto", "Ber"),
        new("Layers", "Mime", "Cms", "Providers", Root, "X509", "Crypto", "Ber"),
        // The shipped providers read certificates and hold keys.
        new("Providers", "Decisions", Root, "X509", "Crypto", "Ber"),
        // Facts in, decision out: the reports are all it knows of the house.
        new("Decisions", Root),
        new("Mime", Root, "Ber"),
        new("Cms", Root, "Ber", "X509", "Crypto"),
        new(Root),
        new("X509", "Ber"),
        new("Crypto", "Ber"),
        new("Ber"),
        new("Diagnostics", Root),
    ];

    /// <summary>Rooms that later versions fill; their arrows hold from the first file on.</summary>
    public static IReadOnlyList<Room> Planned { get; } =
    [
        // The gateway works on the doors' contracts, not on the doors.
        new("Gateway", "Providers", "Decisions", "Mime", Root, "Diagnostics"),
    ];

    public static IReadOnlyList<Room> All { get; } = [.. Built, .. Planned];
}
