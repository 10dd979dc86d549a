namespace DomSec;

/// <summary>A flag that was raised, with what it was about.</summary>
/// <param name="Flag">Which flag.</param>
/// <param name="Detail">One sentence about this message; text from the message is escaped.</param>
public sealed record RaisedFlag(SecurityFlag Flag, string Detail)
{
    /// <inheritdoc />
    public override string ToString() => Flag.Id;
}
