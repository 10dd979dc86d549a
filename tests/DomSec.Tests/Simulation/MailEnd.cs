namespace DomSec.Tests.Simulation;

/// <summary>Where a message ends. There is no other end.</summary>
internal enum MailEnd
{
    Delivered,
    DeliveredWithWarning,

    /// <summary>Its sender has it back, with the reason.</summary>
    Returned,

    /// <summary>The postmaster of one of the sides has it, with the reason.</summary>
    Held,
}
