namespace DomSec;

/// <summary>One name of a header field: what is protected, what stands outside. Values are unfolded and fit for a log; long ones are cut.</summary>
public sealed class HeaderFieldReport
{
    internal HeaderFieldReport(string name, HeaderFieldState state, HeaderProtectionLevel scheme, IReadOnlyList<string> protectedValues, IReadOnlyList<string> outerValues, IReadOnlyList<string> sentValues)
    {
        Name = name;
        State = state;
        Scheme = scheme;
        ProtectedValues = protectedValues;
        OuterValues = outerValues;
        SentValues = sentValues;
    }

    /// <summary>The name, as first spelled.</summary>
    public string Name { get; }

    /// <summary>How the field stands to its protected copy.</summary>
    public HeaderFieldState State { get; }

    /// <summary>What protects it; <see cref="HeaderProtectionLevel.None"/> for an unprotected field.</summary>
    public HeaderProtectionLevel Scheme { get; }

    /// <summary>The protected values, in order.</summary>
    public IReadOnlyList<string> ProtectedValues { get; }

    /// <summary>The values in the message's header, in order.</summary>
    public IReadOnlyList<string> OuterValues { get; }

    /// <summary>The values that the sender let stand outside, by its own word (HP-Outer, RFC 9788 section 2.2); empty for a field it left out, and when it says nothing.</summary>
    public IReadOnlyList<string> SentValues { get; }
}
