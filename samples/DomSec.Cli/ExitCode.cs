namespace DomSec.Cli;

/// <summary>What the process returns; scripts depend on the numbers.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The input could not be processed: malformed, wrong key, I/O.</summary>
    public const int Input = 1;

    public const int Usage = 2;

    /// <summary>A policy refused; in SMTP this would be 5xx.</summary>
    public const int Refused = 3;

    /// <summary>A passing reason; in SMTP this would be 4xx.</summary>
    public const int Deferred = 4;

    public static int Of(DomainOutcome outcome, Refusal? refusal) => outcome switch
    {
        DomainOutcome.Applied => Done,
        DomainOutcome.Deferred => Deferred,
        _ => refusal is { IsInputFault: true } ? Input : Refused,
    };
}
