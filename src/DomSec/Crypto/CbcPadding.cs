namespace DomSec.Crypto;

/// <summary>The padding of RFC 5652 section 6.3 (CMS-ED-07).</summary>
internal static class CbcPadding
{
    /// <summary>The padding's length, or 0 when any octet of it is wrong; every block takes the same time (SEC-ORC-03, Vaudenay).</summary>
    public static int LengthOf(ReadOnlySpan<byte> block)
    {
        int padding = block[^1];
        int wrong = ((padding - 1) | (block.Length - padding)) >> 31;
        for (int i = 0; i < block.Length; i++)
        {
            int inside = (block.Length - padding - 1 - i) >> 31; // all ones where this octet belongs to the padding
            wrong |= inside & (block[i] ^ padding);
        }

        int valid = ((wrong | -wrong) >> 31) ^ -1;
        return padding & valid;
    }
}
