namespace DomSec.Trust;

/// <summary>A judgement of a path that holds as long as the path is valid in time, for a purpose under certain options.</summary>
/// <param name="Trust">Under which trust material.</param>
/// <param name="Purpose">For what.</param>
/// <param name="Options">Under which options; they are compared as the object that they are.</param>
/// <param name="Result">The judgement.</param>
internal sealed record TimelessJudgement(TrustIndex Trust, CertificatePurpose Purpose, DomSecOptions Options, PathResult Result)
{
    public bool Answers(TrustIndex trust, CertificatePurpose purpose, DomSecOptions options) =>
        ReferenceEquals(Trust, trust) && Purpose == purpose && ReferenceEquals(Options, options);
}
