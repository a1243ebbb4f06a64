using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Vedetta.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Calls : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "evidence_holds",
                columns: table => new
                {
                    incident_id = table.Column<int>(type: "INTEGER", nullable: false),
                    sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    left_out = table.Column<long>(type: "INTEGER", nullable: false),
                    is_complete = table.Column<bool>(type: "INTEGER", nullable: false),
                    released_by = table.Column<string>(type: "TEXT", nullable: true),
                    released_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_evidence_holds", x => x.incident_id);
                });

            migrationBuilder.CreateTable(
                name: "gate_activations",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    incident_id = table.Column<int>(type: "INTEGER", nullable: true),
                    flood_id = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    rules = table.Column<int>(type: "INTEGER", nullable: false),
                    created_by = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    activated_by = table.Column<string>(type: "TEXT", nullable: true),
                    activated_at = table.Column<long>(type: "INTEGER", nullable: true),
                    taken_back_by = table.Column<string>(type: "TEXT", nullable: true),
                    taken_back_at = table.Column<long>(type: "INTEGER", nullable: true),
                    proposal = table.Column<string>(type: "TEXT", nullable: false),
                    forecast = table.Column<string>(type: "TEXT", nullable: false),
                    stopped = table.Column<long>(type: "INTEGER", nullable: false),
                    looks_honest = table.Column<long>(type: "INTEGER", nullable: false),
                    reported_honest = table.Column<long>(type: "INTEGER", nullable: false),
                    would_stop = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_gate_activations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "gate_protected",
                columns: table => new
                {
                    number = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    added_by = table.Column<string>(type: "TEXT", nullable: false),
                    added_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_gate_protected", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "gate_rules",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    activation_id = table.Column<string>(type: "TEXT", nullable: false),
                    owner = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    match = table.Column<string>(type: "TEXT", nullable: false),
                    act = table.Column<byte>(type: "INTEGER", nullable: false),
                    target = table.Column<string>(type: "TEXT", nullable: false),
                    refusal = table.Column<byte>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_gate_rules", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "gate_settings",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    json = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_gate_settings", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "incident_floods",
                columns: table => new
                {
                    FloodId = table.Column<string>(type: "TEXT", nullable: false),
                    IncidentId = table.Column<int>(type: "INTEGER", nullable: false),
                    Target = table.Column<string>(type: "TEXT", nullable: false),
                    StartedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    FloodJson = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_incident_floods", x => x.FloodId);
                });

            migrationBuilder.CreateTable(
                name: "kept_calls",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    incident_id = table.Column<int>(type: "INTEGER", nullable: false),
                    call_id = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    line = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_kept_calls", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "kept_messages",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    IncidentId = table.Column<int>(type: "INTEGER", nullable: false),
                    CallId = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Source = table.Column<string>(type: "TEXT", nullable: false),
                    Destination = table.Column<string>(type: "TEXT", nullable: false),
                    Transport = table.Column<string>(type: "TEXT", nullable: false),
                    Hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Bytes = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_kept_messages", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_gate_activations_incident_id",
                table: "gate_activations",
                column: "incident_id");

            migrationBuilder.CreateIndex(
                name: "IX_gate_activations_state",
                table: "gate_activations",
                column: "state");

            migrationBuilder.CreateIndex(
                name: "IX_gate_rules_activation_id",
                table: "gate_rules",
                column: "activation_id");

            migrationBuilder.CreateIndex(
                name: "IX_incident_floods_IncidentId",
                table: "incident_floods",
                column: "IncidentId");

            migrationBuilder.CreateIndex(
                name: "IX_kept_calls_incident_id_at",
                table: "kept_calls",
                columns: new[] { "incident_id", "at" });

            migrationBuilder.CreateIndex(
                name: "IX_kept_messages_IncidentId_CallId",
                table: "kept_messages",
                columns: new[] { "IncidentId", "CallId" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "evidence_holds");

            migrationBuilder.DropTable(
                name: "gate_activations");

            migrationBuilder.DropTable(
                name: "gate_protected");

            migrationBuilder.DropTable(
                name: "gate_rules");

            migrationBuilder.DropTable(
                name: "gate_settings");

            migrationBuilder.DropTable(
                name: "incident_floods");

            migrationBuilder.DropTable(
                name: "kept_calls");

            migrationBuilder.DropTable(
                name: "kept_messages");
        }
    }
}
