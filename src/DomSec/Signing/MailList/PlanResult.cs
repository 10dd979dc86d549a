namespace DomSec.Signing.MailList;

/// <summary>A plan, or why there is none.</summary>
internal sealed record PlanResult
{
    public PlanResult(EncapsulationPlan plan) => Plan = plan;

    private PlanResult(PlanObjection objection, int layer) => (Objection, Layer) = (objection, layer);

    /// <summary>The plan, or null.</summary>
    public EncapsulationPlan? Plan { get; }

    /// <summary>Why there is no plan.</summary>
    public PlanObjection Objection { get; }

    /// <summary>The layer that the objection is about.</summary>
    public int Layer { get; }

    public static PlanResult Refuse(PlanObjection objection, int layer) => new(objection, layer);
}
