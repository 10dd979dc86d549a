using System.Diagnostics.CodeAnalysis;

namespace DomSec.Fuzz.Engine;

/// <summary>What must hold for any octets at all; broken, it is a finding.</summary>
internal static class Invariant
{
    /// <param name="condition">What must be true.</param>
    /// <param name="what">What is wrong when it is not, the same text for the same fault: the minimiser compares it.</param>
    public static void Holds([DoesNotReturnIf(false)] bool condition, string what)
    {
        if (!condition)
        {
            throw new BrokenInvariantException(what);
        }
    }

    /// <summary>For texts that the library gives back: one line, and nothing that a terminal, a log or a header field would act upon (SEC-LOG-01).</summary>
    public static void OneLine(string? text, string what)
    {
        foreach (char c in text ?? "")
        {
            if (char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'))
            {
                throw new BrokenInvariantException($"{what} holds a control character");
            }
        }
    }

    /// <summary>Every flag comes from the catalogue, and its detail is fit for a log.</summary>
    public static void Flags(IEnumerable<RaisedFlag> flags, string what)
    {
        foreach (RaisedFlag raised in flags)
        {
            Holds(SecurityFlags.All.Contains(raised.Flag), $"{what}: a flag outside the catalogue");
            OneLine(raised.Detail, $"{what}: the detail of a flag");
        }
    }
}
