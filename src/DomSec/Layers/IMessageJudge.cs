namespace DomSec.Layers;

/// <summary>
/// Judges a message that was taken apart. The confidentiality authority needs the report and the opened layers of one and the same walk;
/// this is how it gets both without knowing the classification room.
/// </summary>
internal interface IMessageJudge
{
    Task<DomainSecurityReport> JudgeAsync(MessageWalk walk, DomainClassificationRequest request, CancellationToken ct);
}
