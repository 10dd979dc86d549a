namespace DomSec.Ber;

/// <summary>One element as it stood in the input: nothing is copied or re-encoded.</summary>
/// <param name="Tag">The first identifier octet.</param>
/// <param name="Raw">Identifier, length, contents and, for an indefinite length, the end-of-contents octets.</param>
/// <param name="Content">The contents alone.</param>
/// <param name="IsIndefinite">Whether the length was given in the indefinite form.</param>
internal readonly record struct BerElement(byte Tag, ReadOnlyMemory<byte> Raw, ReadOnlyMemory<byte> Content, bool IsIndefinite)
{
    public bool IsConstructed => BerTag.IsConstructed(Tag);
}
