namespace DomSec;

/// <summary>The policies that come with the library.</summary>
public static class HeaderConfidentiality
{
    /// <summary>hcp_baseline of RFC 9788 section 3.2.1: the Subject becomes <c>[...]</c>, Keywords and Comments are left out.</summary>
    public static IHeaderConfidentialityPolicy Baseline { get; } = new BaselinePolicy();

    /// <summary>hcp_no_confidentiality of RFC 9788 section 3.2.3: every field stands outside as it is.</summary>
    public static IHeaderConfidentialityPolicy None { get; } = new NoPolicy();

    private sealed class BaselinePolicy : IHeaderConfidentialityPolicy
    {
        public string? Outside(string name, string value) =>
            name.Equals("Subject", StringComparison.OrdinalIgnoreCase) ? "[...]"
            : name.Equals("Keywords", StringComparison.OrdinalIgnoreCase) || name.Equals("Comments", StringComparison.OrdinalIgnoreCase) ? null
            : value;
    }

    private sealed class NoPolicy : IHeaderConfidentialityPolicy
    {
        public string? Outside(string name, string value) => value;
    }
}
