using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Vedetta.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Reports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "report_details",
                columns: table => new
                {
                    service = table.Column<string>(type: "TEXT", nullable: false),
                    quarter = table.Column<long>(type: "INTEGER", nullable: false),
                    dimension = table.Column<string>(type: "TEXT", nullable: false),
                    value = table.Column<string>(type: "TEXT", nullable: false),
                    count = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_report_details", x => new { x.service, x.quarter, x.dimension, x.value });
                });

            migrationBuilder.CreateTable(
                name: "report_states",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false),
                    Service = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    State = table.Column<string>(type: "TEXT", nullable: false),
                    RisenAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Peak = table.Column<long>(type: "INTEGER", nullable: false),
                    Who = table.Column<string>(type: "TEXT", nullable: false),
                    EvidenceJson = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_report_states", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_report_details_quarter",
                table: "report_details",
                column: "quarter");

            migrationBuilder.CreateIndex(
                name: "IX_report_states_At",
                table: "report_states",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_report_states_Service_Id",
                table: "report_states",
                columns: new[] { "Service", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "report_details");

            migrationBuilder.DropTable(
                name: "report_states");
        }
    }
}
