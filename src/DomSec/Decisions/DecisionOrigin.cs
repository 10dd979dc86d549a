namespace DomSec.Decisions;

/// <summary>Where the rule that decided comes from.</summary>
public enum DecisionOrigin
{
    /// <summary>From what the library ships: its sentence is in <see cref="DecisionPolicy.Table"/>.</summary>
    Default,

    /// <summary>From the community's own configuration for all partners.</summary>
    Community,

    /// <summary>From the configuration for one partner.</summary>
    Partner,

    /// <summary>From a floor that no configuration lowers.</summary>
    Floor,
}
